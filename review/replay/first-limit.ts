import type { Limit } from "../capacity/limits";
import { taken } from "../capacity/limits";
import type { Moment } from "./simulate";

/** A limit that was reached, and when. */
export interface Reached {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Unit: seconds since 1970. */
  readonly at: number;
}

interface Waiting {
  readonly limit: Limit;
  readonly atReplicas: number;
}

/** Watches a replay for the first moment at which each limit is reached. */
export class LimitWatch {
  readonly #waiting: Waiting[];
  readonly #reached: Reached[] = [];
  #lowest: number;

  constructor(limits: readonly Limit[], workload: string, region: string) {
    this.#waiting = limits
      .filter((limit) => limit.region === region)
      .flatMap((limit) => {
        const [none, one] = [taken(limit, workload, 0), taken(limit, workload, 1)];
        if (none === undefined || one === undefined) return [];
        return [{ limit, atReplicas: (limit.value - none) / (one - none) }];
      });
    this.#lowest = this.#next();
  }

  add({ at, replicas }: Moment): void {
    if (replicas < this.#lowest) return;
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const { limit, atReplicas } = this.#waiting[i] as Waiting;
      if (replicas < atReplicas) continue;
      const { id, what, value, unit } = limit;
      this.#reached.push({ id, what, value, unit, at });
      this.#waiting.splice(i, 1);
    }
    this.#lowest = this.#next();
  }

  /** In the order in which they were reached. */
  get reached(): readonly Reached[] {
    return [...this.#reached].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  #next(): number {
    return this.#waiting.reduce((least, { atReplicas }) => Math.min(least, atReplicas), Number.POSITIVE_INFINITY);
  }
}
