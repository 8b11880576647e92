import type { Moment } from "./simulate";

/** A part of a replay, as wide as a column of a chart: the most demand, the fewest ready pods, the most replicas and nodes. */
export interface Column {
  /** Of its first moment. Unit: seconds since 1970. */
  readonly at: number;
  demand: number;
  ready: number;
  replicas: number;
  nodes: number;
  /** Whether demand was more than ready pods at any moment. */
  under: boolean;
}

/** Sums up a replay while it runs: a year has millions of moments. */
export class Timeline {
  readonly columns: Column[] = [];

  constructor(
    readonly start: number,
    readonly end: number,
    readonly width: number,
  ) {}

  add({ at, demand, replicas, ready, nodes }: Moment): void {
    const share = (at - this.start) / Math.max(1, this.end - this.start);
    const place = Math.min(this.width - 1, Math.floor(share * this.width));
    const under = demand > ready + 1e-9;
    const last = this.columns.at(-1);
    if (last === undefined || this.#place !== place) {
      this.#place = place;
      this.columns.push({ at, demand, ready, replicas, nodes, under });
      return;
    }
    last.demand = Math.max(last.demand, demand);
    last.ready = Math.min(last.ready, ready);
    last.replicas = Math.max(last.replicas, replicas);
    last.nodes = Math.max(last.nodes, nodes);
    last.under ||= under;
  }

  #place = -1;
}
