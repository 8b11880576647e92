/**
 * The horizontal pod autoscaler, as kube-controller-manager decides.
 * Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ and
 * https://github.com/kubernetes/kubernetes/tree/master/pkg/controller/podautoscaler (replica_calculator.go, horizontal.go)
 */

const { ceil, max, min, trunc } = Math; // looked up once: a replay of a year asks millions of times

/** How fast one direction may go. */
export interface ScalingRules {
  /** Unit: seconds, 0 to 3,600. */
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: "Max" | "Min" | "Disabled";
  readonly policies: readonly ScalingPolicy[];
  /** Ratio of a metric to its target that counts as on target: 0.1 is 10 % either way. */
  readonly tolerance: number;
}

export interface ScalingPolicy {
  readonly type: "Pods" | "Percent";
  readonly value: number;
  /** Unit: seconds, 1 to 1,800. */
  readonly periodSeconds: number;
}

/** What the API server fills in. */
export const DEFAULT_SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Percent", value: 100, periodSeconds: 15 },
    { type: "Pods", value: 4, periodSeconds: 15 },
  ],
  tolerance: 0.1,
};

export const DEFAULT_SCALE_DOWN: ScalingRules = {
  stabilizationWindowSeconds: 300,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
  tolerance: 0.1,
};

export interface HpaSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** Utilization of the pods at one moment, as the metrics server tells it. */
export interface ResourceSample {
  /** Pods that are ready and have a sample. */
  readonly readyCount: number;
  /** Sum of their usage over their request: 7 of 10 pods at 100 % give 7. */
  readonly usage: number;
  /** Pods that run and are not ready, or whose first sample is younger than their readiness. */
  readonly unreadyCount: number;
  /** Pods without a sample. */
  readonly missingCount: number;
}

/**
 * Replicas that a resource metric asks for.
 * @param target Utilization to aim at, as a ratio of the request.
 * @param current Replicas in the workload's status.
 */
export function resourceProposal(sample: ResourceSample, target: number, current: number, spec: HpaSpec): number {
  const { readyCount, usage, unreadyCount, missingCount } = sample;
  return resourceReplicas(readyCount, usage, unreadyCount, missingCount, target, current, spec);
}

/** The same, of bare numbers: a replay of a year asks millions of times. */
export function resourceReplicas(
  readyCount: number,
  usage: number,
  unreadyCount: number,
  missingCount: number,
  target: number,
  current: number,
  { scaleUp, scaleDown }: HpaSpec,
): number {
  if (readyCount === 0) return current; // no metric at all
  const [most, least] = [1 + scaleUp.tolerance, 1 - scaleDown.tolerance];
  const ratio = usage / readyCount / target;
  if (unreadyCount === 0 && missingCount === 0) {
    return ratio <= most && ratio >= least ? current : roundedUp(ratio * readyCount);
  }
  // Pods that say nothing count such that less happens: as idle on the way up, as on target on the way down.
  const counted = readyCount + missingCount + (ratio > 1 ? unreadyCount : 0);
  const cautious = (usage + (ratio < 1 ? missingCount * target : 0)) / counted / target;
  if (cautious <= most && cautious >= least) return current;
  if ((ratio > 1 && cautious < 1) || (ratio < 1 && cautious > 1)) return current;
  const wanted = roundedUp(cautious * counted);
  return (cautious < 1 && wanted > current) || (cautious > 1 && wanted < current) ? current : wanted;
}

/** Replicas that an external metric with a target per pod asks for. */
export function externalProposal(
  value: number,
  averageValue: number,
  current: number,
  { scaleUp, scaleDown }: HpaSpec,
): number {
  if (current === 0) return roundedUp(value / averageValue);
  const ratio = value / (averageValue * current);
  const onTarget = ratio <= 1 + scaleUp.tolerance && ratio >= 1 - scaleDown.tolerance;
  return onTarget ? current : roundedUp(value / averageValue);
}

/** A number of replicas that was asked for or given, and when. Unit: seconds. */
interface Event {
  readonly at: number;
  readonly count: number;
}

/** The least or the most of what was asked for within a window, kept such that a year of decisions costs no more than a day. */
class Recent {
  #moments: number[] = [];
  #counts: number[] = [];
  #first = 0;

  /** @param sign 1 for the most, -1 for the least. */
  constructor(
    readonly windowSeconds: number,
    readonly sign: 1 | -1,
  ) {}

  /** With what is asked for now. */
  add(at: number, count: number): number {
    if (this.windowSeconds === 0) return count;
    const { sign } = this;
    const [moments, counts] = [this.#moments, this.#counts];
    while (counts.length > this.#first && ((counts[counts.length - 1] as number) - count) * sign <= 0) {
      counts.pop();
      moments.pop();
    }
    moments.push(at);
    counts.push(count);
    while ((moments[this.#first] as number) <= at - this.windowSeconds) this.#first++;
    const most = counts[this.#first] as number;
    if (this.#first > 1_000) {
      this.#moments = moments.slice(this.#first);
      this.#counts = counts.slice(this.#first);
      this.#first = 0;
    }
    return most;
  }
}

/** One autoscaler over time. */
export class Hpa {
  readonly #leastUp: Recent;
  readonly #mostDown: Recent;
  #ups: Event[] = [];
  #downs: Event[] = [];

  constructor(readonly spec: HpaSpec) {
    this.#leastUp = new Recent(spec.scaleUp.stabilizationWindowSeconds, -1);
    this.#mostDown = new Recent(spec.scaleDown.stabilizationWindowSeconds, 1);
  }

  /**
   * Replicas from now on.
   * @param now Unit: seconds; never less than before.
   * @param highest The most that a working metric asks for; `undefined` if none works.
   * @param failed Whether a metric failed, which forbids scaling down.
   */
  decide(now: number, current: number, highest: number | undefined, failed = false): number {
    const { minReplicas, maxReplicas } = this.spec;
    if (current > maxReplicas) return maxReplicas;
    if (current < minReplicas) return minReplicas;
    if (highest === undefined) return current;
    const wanted = failed && highest < current ? current : highest;
    const next = this.#limited(now, current, this.#stabilized(now, current, wanted));
    if (next > current) this.#ups.push({ at: now, count: next - current });
    if (next < current) this.#downs.push({ at: now, count: current - next });
    return next;
  }

  /** Up: the least that was asked for within its window; down: the most. */
  #stabilized(now: number, current: number, wanted: number): number {
    const up = this.#leastUp.add(now, wanted);
    const down = this.#mostDown.add(now, wanted);
    const raised = max(current, up);
    return min(raised, down);
  }

  /** What the policies and the bounds leave of it. */
  #limited(now: number, current: number, wanted: number): number {
    const { minReplicas, maxReplicas, scaleUp, scaleDown } = this.spec;
    if (wanted > current) {
      const limit = max(current, this.#limit(now, current, scaleUp, 1));
      return min(wanted, maxReplicas, limit);
    }
    if (wanted < current) {
      const limit = min(current, this.#limit(now, current, scaleDown, -1));
      return max(wanted, minReplicas, limit);
    }
    return current;
  }

  #limit(now: number, current: number, { policies, selectPolicy }: ScalingRules, direction: 1 | -1): number {
    if (selectPolicy === "Disabled") return current;
    const limits = policies.map(({ type, value, periodSeconds }) => {
      const start = current - within(this.#ups, now, periodSeconds) + within(this.#downs, now, periodSeconds);
      if (type === "Pods") return start + direction * value;
      return direction === 1 ? roundedUp(start * (1 + value / 100)) : trunc(start * (1 - value / 100));
    });
    const furthest = selectPolicy === "Max" ? direction === 1 : direction === -1;
    return furthest ? max(...limits) : min(...limits);
  }
}

/** How many replicas were changed within a period. Forgets what no policy can ask for. */
function within(events: Event[], now: number, periodSeconds: number): number {
  while (events.length > 0 && (events[0] as Event).at < now - MAX_PERIOD_SECONDS) events.shift();
  let total = 0;
  for (let i = events.length - 1; i >= 0; i--) {
    const { at, count } = events[i] as Event;
    if (at <= now - periodSeconds) break;
    total += count;
  }
  return total;
}

const MAX_PERIOD_SECONDS = 1_800;

/** Rounds up, but not for the dust that binary fractions leave. */
function roundedUp(value: number): number {
  return max(0, ceil(value - 1e-9));
}
