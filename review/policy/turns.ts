/** Questions that wait for a pack's answer at once; the pack answers one after the other. */
const IN_FLIGHT = 16;

/** Does what it is given, {@link IN_FLIGHT} at a time. The first failure ends it. */
export class Turns {
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #done: (() => void)[] = [];
  #running = 0;
  #failure: unknown;

  add(work: () => Promise<void>): void {
    this.#waiting.push(work);
    this.#next();
  }

  /** Resolves when everything is done. @throws what the first failed work threw. */
  async done(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#done.push(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #next(): void {
    const work = this.#running < IN_FLIGHT && this.#failure === undefined ? this.#waiting.shift() : undefined;
    if (work === undefined) return;
    this.#running++;
    work()
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#running--;
        this.#next();
        if (this.#running === 0) for (const resolve of this.#done.splice(0)) resolve();
      });
  }
}
