import { externalProposal, Hpa, type HpaSpec, resourceProposal } from "./hpa";

/** What a demand series is replayed through. */
export interface Setup {
  readonly hpa: HpaSpec;
  /** Utilization of the CPU request to aim at, as a ratio; `undefined` without such a metric. */
  readonly cpuTarget: number | undefined;
  /** The same of memory, with what a pod uses however little it has to do, as a ratio of its request. */
  readonly memory: { readonly target: number; readonly workingSet: number } | undefined;
  /** Replicas that something besides the load asks for at a moment, e.g. a release or a schedule. Unit of time: seconds. */
  readonly signals: readonly Signal[];
  /**
   * A pod's usage beyond its request counts up to this ratio. 1: it is throttled there, or the request is all that it can use.
   */
  readonly usageCap: number;
  /** Between two decisions. Unit: seconds. Source: --horizontal-pod-autoscaler-sync-period */
  readonly syncSeconds: number;
  /** Age of what the metrics server tells. Unit: seconds. */
  readonly metricLagSeconds: number;
  /** From a pod's start to its readiness on a node that has its image. Unit: seconds. */
  readonly podStartSeconds: number;
  /** On a node that has not. Unit: seconds. */
  readonly imagePullSeconds: number;
  /** From a pod that fits nowhere to a node that takes it. Unit: seconds. */
  readonly nodeStartSeconds: number;
  readonly podsPerNode: number;
  /** Nodes that placeholder pods keep free. */
  readonly spareNodes: number;
}

/** Something that asks for replicas by itself. `undefined` while it fails, which forbids scaling down. */
export type Signal = (seconds: number) => number | undefined;

/**
 * Measured or documented, see docs/replay.md; the times of pods and nodes are assumptions that a user should measure.
 * Source: https://kube.fm (node start, tuned), https://docs.aws.amazon.com/eks/latest/userguide/automode.html
 */
export const USUAL: Omit<Setup, "hpa" | "signals" | "memory"> = {
  cpuTarget: 0.7,
  usageCap: 1,
  syncSeconds: 15,
  metricLagSeconds: 30,
  podStartSeconds: 25,
  imagePullSeconds: 15,
  nodeStartSeconds: 55,
  podsPerNode: 7,
  spareNodes: 0,
};

/** Demand over time: pods' worth of CPU requests that are needed at a moment, linear between the points. */
export interface Demand {
  /** Of the first point. Unit: seconds since 1970. */
  readonly start: number;
  /** Between two points. Unit: seconds. */
  readonly stepSeconds: number;
  readonly values: Float64Array;
}

/** The state after one decision. */
export interface Moment {
  /** Seconds since 1970. */
  readonly at: number;
  readonly demand: number;
  readonly replicas: number;
  readonly ready: number;
  readonly nodes: number;
}

export interface Outcome {
  /** Time with more demand than ready pods can serve. Unit: minutes. */
  readonly minutesUnder: number;
  /** Demand beyond that, as a ratio of all demand. */
  readonly lostRatio: number;
  readonly podHours: number;
  readonly nodeHours: number;
  /** Of somebody who always has just enough pods for the target, at once. */
  readonly clairvoyantPodHours: number;
  readonly peakReplicas: number;
  readonly peakNodes: number;
  /** Time at the declared maximum. Unit: minutes. */
  readonly minutesAtMax: number;
}

/** Pods that become ready at one moment. */
interface Cohort {
  readyAt: number;
  count: number;
}

/**
 * Replays `demand` from its point number `from`. Time goes from decision to decision; within a step nothing changes but pods that become ready.
 * The same input gives the same outcome.
 */
export function simulate(demand: Demand, setup: Setup, from = 0, watch?: (moment: Moment) => void): Outcome {
  const { hpa: spec, syncSeconds, metricLagSeconds, podsPerNode, spareNodes, signals } = setup;
  const hpa = new Hpa(spec);
  const first = demand.start + from * demand.stepSeconds;
  const last = demand.start + (demand.values.length - 1) * demand.stepSeconds;
  const target = setup.cpuTarget ?? 1;
  const ideal = (needed: number) =>
    Math.min(spec.maxReplicas, Math.max(spec.minReplicas, Math.ceil(needed / target - 1e-9)));

  let replicas = ideal(demandAt(demand, first));
  let cohorts: Cohort[] = [{ readyAt: first, count: replicas }];
  let nodes = Math.ceil(replicas / podsPerNode) + spareNodes;
  const lagSteps = Math.ceil(metricLagSeconds / syncSeconds);
  const readyBefore: number[] = [];
  let [under, atMax, pods, nodeSteps, idealPods, lost, total] = [0, 0, 0, 0, 0, 0, 0];
  let [peakReplicas, peakNodes] = [replicas, nodes];

  for (let now = first; now <= last; now += syncSeconds) {
    const needed = demandAt(demand, now);
    const ready = readyAt(cohorts, now);
    if (needed > ready + 1e-9) {
      under++;
      lost += needed - ready;
    }
    total += needed;
    pods += replicas;
    nodeSteps += nodes;
    idealPods += ideal(needed);
    if (replicas === spec.maxReplicas) atMax++;
    watch?.({ at: now, demand: needed, replicas, ready, nodes });

    readyBefore.push(ready);
    const before = readyBefore.length > lagSteps ? (readyBefore.shift() as number) : (readyBefore[0] as number);
    const lagged = demandAt(demand, Math.max(first, now - metricLagSeconds));
    const sampled = Math.min(replicas, readyAt(cohorts, now - metricLagSeconds));
    const resource = resourceHighest(lagged, before, sampled, replicas, setup);
    const [highest, failed] = signals.length === 0 ? [resource, false] : withSignals(resource, now, replicas, setup);
    const wanted = hpa.decide(now, replicas, highest, failed);
    if (wanted > replicas) {
      const room = Math.max(0, nodes * podsPerNode - replicas); // placeholders make way at once
      const fitting = Math.min(room, wanted - replicas);
      const waiting = wanted - replicas - fitting;
      if (fitting > 0) cohorts.push({ readyAt: now + setup.podStartSeconds, count: fitting });
      if (waiting > 0) {
        const readyLater = now + setup.nodeStartSeconds + setup.imagePullSeconds + setup.podStartSeconds;
        cohorts.push({ readyAt: readyLater, count: waiting });
      }
    } else if (wanted < replicas) {
      cohorts = withoutNewest(cohorts, replicas - wanted);
    }
    replicas = wanted;
    nodes = Math.ceil(replicas / podsPerNode) + spareNodes; // those to come are paid for, empty ones go
    peakReplicas = Math.max(peakReplicas, replicas);
    peakNodes = Math.max(peakNodes, nodes);
    cohorts = merged(cohorts, now - metricLagSeconds);
  }
  const hours = syncSeconds / 3600;
  return {
    minutesUnder: (under * syncSeconds) / 60,
    lostRatio: total === 0 ? 0 : lost / total,
    podHours: pods * hours,
    nodeHours: nodeSteps * hours,
    clairvoyantPodHours: idealPods * hours,
    peakReplicas,
    peakNodes,
    minutesAtMax: (atMax * syncSeconds) / 60,
  };
}

/**
 * The most that CPU and memory ask for.
 * @param sampled Pods with a sample, which counts if it was taken wholly after its pod became ready.
 */
function resourceHighest(
  lagged: number,
  readyThen: number,
  sampled: number,
  replicas: number,
  { hpa, cpuTarget, memory, usageCap }: Setup,
): number | undefined {
  const proposal = (utilization: number, target: number) =>
    resourceProposal(
      { readyCount: sampled, usage: sampled * utilization, unreadyCount: replicas - sampled, missingCount: 0 },
      target,
      replicas,
      hpa,
    );
  const utilization = readyThen === 0 ? usageCap : Math.min(usageCap, lagged / readyThen);
  const cpu = cpuTarget === undefined ? undefined : proposal(utilization, cpuTarget);
  if (memory === undefined) return cpu;
  const byMemory = proposal(memory.workingSet, memory.target);
  return cpu === undefined ? byMemory : Math.max(cpu, byMemory);
}

/** The most that anything asks for, and whether a signal failed. */
function withSignals(
  resource: number | undefined,
  now: number,
  replicas: number,
  { hpa, signals }: Setup,
): [number | undefined, boolean] {
  let highest = resource;
  let failed = false;
  for (const signal of signals) {
    const value = signal(now);
    if (value === undefined) failed = true;
    else highest = Math.max(highest ?? 0, externalProposal(value, 1, replicas, hpa));
  }
  return [highest, failed];
}

/** Demand at a moment between the first and the last point. */
export function demandAt({ start, stepSeconds, values }: Demand, at: number): number {
  const place = (at - start) / stepSeconds;
  const index = Math.min(values.length - 1, Math.max(0, Math.floor(place)));
  const value = values[index] as number;
  const next = values[Math.min(values.length - 1, index + 1)] as number;
  return value + (next - value) * Math.min(1, Math.max(0, place - index));
}

function readyAt(cohorts: readonly Cohort[], at: number): number {
  let ready = 0;
  for (const cohort of cohorts) if (cohort.readyAt <= at) ready += cohort.count;
  return ready;
}

/** Kubernetes takes the pods that are not ready first, then the youngest. */
function withoutNewest(cohorts: readonly Cohort[], count: number): Cohort[] {
  const kept = [...cohorts].sort((a, b) => a.readyAt - b.readyAt);
  let left = count;
  while (left > 0 && kept.length > 0) {
    const newest = kept.at(-1) as Cohort;
    const taken = Math.min(left, newest.count);
    left -= taken;
    if (taken === newest.count) kept.pop();
    else kept[kept.length - 1] = { ...newest, count: newest.count - taken };
  }
  return kept;
}

/** Cohorts that have long been ready made one, so that a step costs the same after a year. */
function merged(cohorts: Cohort[], before: number): Cohort[] {
  let old = 0;
  for (const { readyAt: at } of cohorts) if (at <= before) old++;
  if (old < 2) return cohorts;
  const count = cohorts.reduce((total, cohort) => total + (cohort.readyAt <= before ? cohort.count : 0), 0);
  return [{ readyAt: before, count }, ...cohorts.filter(({ readyAt: at }) => at > before)];
}
