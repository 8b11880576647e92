/** A round takes a long poll and at most ten messages' time. Without one for so long the process hangs. Unit: milliseconds. */
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
