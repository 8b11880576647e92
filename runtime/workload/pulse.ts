/** Between two rounds lie a long poll and a batch, each under a minute. Without a round for so long the process hangs. Unit: milliseconds. */
const HANGS_MILLIS = 10 * 60_000;

/** Whether work that goes round and round still does. */
export class Pulse {
  private lastMillis: number;

  constructor(private readonly nowMillis: () => number) {
    this.lastMillis = nowMillis();
  }

  beat(): void {
    this.lastMillis = this.nowMillis();
  }

  get alive(): boolean {
    return this.nowMillis() - this.lastMillis < HANGS_MILLIS;
  }
}
