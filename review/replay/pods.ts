const { min } = Math; // looked up once: a replay of a year asks millions of times

/** Pods by the moment at which they become ready. */
export class Pods {
  /** Ready for longer than the metrics are old; their order no longer matters. */
  settled = 0;
  readonly #readyAt: number[] = [];
  readonly #counts: number[] = [];

  /** In the order of readiness. */
  start(count: number, readyAt: number): void {
    let place = this.#readyAt.length;
    while (place > 0 && (this.#readyAt[place - 1] as number) > readyAt) place--;
    this.#readyAt.splice(place, 0, readyAt);
    this.#counts.splice(place, 0, count);
  }

  /** Settles those that were ready at a moment, which never lies before the last one. */
  settle(at: number): void {
    while (this.#readyAt.length > 0 && (this.#readyAt[0] as number) <= at) {
      this.#readyAt.shift();
      this.settled += this.#counts.shift() as number;
    }
  }

  readyAt(at: number): number {
    let ready = this.settled;
    for (let i = 0; i < this.#readyAt.length && (this.#readyAt[i] as number) <= at; i++) {
      ready += this.#counts[i] as number;
    }
    return ready;
  }

  /** Kubernetes takes the pods that are not ready first, then the youngest. */
  stop(count: number): void {
    let left = count;
    while (left > 0 && this.#counts.length > 0) {
      const newest = this.#counts.length - 1;
      const taken = min(left, this.#counts[newest] as number);
      left -= taken;
      this.#counts[newest] = (this.#counts[newest] as number) - taken;
      if (this.#counts[newest] === 0) {
        this.#counts.pop();
        this.#readyAt.pop();
      }
    }
    this.settled -= left;
  }
}
