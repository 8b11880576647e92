import { externalProposal, Hpa, type HpaSpec, resourceReplicas } from "./hpa";
import { Pods } from "./pods";

const { ceil, floor, max, min } = Math; // looked up once: a replay of a year asks millions of times

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
  /** Nodes' worth of places that placeholder pods keep free; may be a fraction. */
  readonly spareNodes: number;
  /**
   * Utilization at which the clairvoyant runs that pod-hours are compared with.
   * @default `cpuTarget`
   */
  readonly idealTarget?: number;
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

/** What the replay adds up, step by step. */
class Sums {
  under = 0;
  lost = 0;
  total = 0;
  pods = 0;
  nodes = 0;
  ideal = 0;
  atMax = 0;
  peakReplicas = 0;
  peakNodes = 0;

  outcome(syncSeconds: number): Outcome {
    const hours = syncSeconds / 3600;
    return {
      minutesUnder: (this.under * syncSeconds) / 60,
      lostRatio: this.total === 0 ? 0 : this.lost / this.total,
      podHours: this.pods * hours,
      nodeHours: this.nodes * hours,
      clairvoyantPodHours: this.ideal * hours,
      peakReplicas: this.peakReplicas,
      peakNodes: this.peakNodes,
      minutesAtMax: (this.atMax * syncSeconds) / 60,
    };
  }
}

/**
 * Replays `demand` from its point number `from`. Time goes from decision to decision; within a step nothing changes but pods that become ready.
 * The same input gives the same outcome.
 */
export function simulate(demand: Demand, setup: Setup, from = 0, watch?: (moment: Moment) => void): Outcome {
  const { hpa: spec, syncSeconds, metricLagSeconds, podsPerNode, spareNodes } = setup;
  const hpa = new Hpa(spec);
  const first = demand.start + from * demand.stepSeconds;
  const last = demand.start + (demand.values.length - 1) * demand.stepSeconds;
  const target = setup.idealTarget ?? setup.cpuTarget ?? 1;
  const ideal = (needed: number) => min(spec.maxReplicas, max(spec.minReplicas, ceil(needed / target - 1e-9)));
  const nodesFor = (replicas: number) => ceil(replicas / podsPerNode + spareNodes); // those to come are paid for

  let replicas = ideal(demandAt(demand, first));
  let nodes = nodesFor(replicas);
  const pods = new Pods();
  pods.start(replicas, first);
  const lagSteps = ceil(metricLagSeconds / syncSeconds);
  const readyBefore = new Float64Array(lagSteps + 1).fill(pods.readyAt(first)); // a ring
  const sums = new Sums();
  [sums.peakReplicas, sums.peakNodes] = [replicas, nodes];

  let step = 0;
  for (let now = first; now <= last; now += syncSeconds, step++) {
    const needed = demandAt(demand, now);
    pods.settle(now - metricLagSeconds);
    const ready = pods.readyAt(now);
    if (needed > ready + 1e-9) {
      sums.under++;
      sums.lost += needed - ready;
    }
    sums.total += needed;
    sums.pods += replicas;
    sums.nodes += nodes;
    sums.ideal += ideal(needed);
    if (replicas === spec.maxReplicas) sums.atMax++;
    watch?.({ at: now, demand: needed, replicas, ready, nodes });

    readyBefore[step % (lagSteps + 1)] = ready;
    const before = readyBefore[(step + 1) % (lagSteps + 1)] as number;
    const lagged = demandAt(demand, max(first, now - metricLagSeconds));
    const sampled = min(replicas, pods.settled);
    const wanted = decide(hpa, resourceHighest(lagged, before, sampled, replicas, setup), now, replicas, setup);
    if (wanted !== replicas) {
      if (wanted > replicas) {
        const room = max(0, nodes * podsPerNode - replicas); // placeholders make way at once
        const fitting = min(room, wanted - replicas);
        const waiting = wanted - replicas - fitting;
        const { podStartSeconds, nodeStartSeconds, imagePullSeconds } = setup;
        if (fitting > 0) pods.start(fitting, now + podStartSeconds);
        if (waiting > 0) pods.start(waiting, now + nodeStartSeconds + imagePullSeconds + podStartSeconds);
      } else pods.stop(replicas - wanted);
      replicas = wanted;
      nodes = nodesFor(replicas);
      sums.peakReplicas = max(sums.peakReplicas, replicas);
      sums.peakNodes = max(sums.peakNodes, nodes);
    }
  }
  return sums.outcome(syncSeconds);
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
  const unready = replicas - sampled;
  let highest: number | undefined;
  if (cpuTarget !== undefined) {
    const utilization = readyThen === 0 ? usageCap : min(usageCap, lagged / readyThen);
    highest = resourceReplicas(sampled, sampled * utilization, unready, 0, cpuTarget, replicas, hpa);
  }
  if (memory !== undefined) {
    const used = sampled * memory.workingSet;
    const byMemory = resourceReplicas(sampled, used, unready, 0, memory.target, replicas, hpa);
    highest = highest === undefined ? byMemory : max(highest, byMemory);
  }
  return highest;
}

/** With what the signals ask for; one that fails forbids scaling down. */
function decide(
  hpa: Hpa,
  resource: number | undefined,
  now: number,
  replicas: number,
  { hpa: spec, signals }: Setup,
): number {
  let highest = resource;
  let failed = false;
  for (const signal of signals) {
    const value = signal(now);
    if (value === undefined) failed = true;
    else highest = max(highest ?? 0, externalProposal(value, 1, replicas, spec));
  }
  return hpa.decide(now, replicas, highest, failed);
}

/** Demand at a moment between the first and the last point. */
export function demandAt({ start, stepSeconds, values }: Demand, at: number): number {
  const place = (at - start) / stepSeconds;
  const index = min(values.length - 1, max(0, floor(place)));
  const value = values[index] as number;
  const next = values[min(values.length - 1, index + 1)] as number;
  return value + (next - value) * min(1, max(0, place - index));
}
