import type { Message, Queue } from "../../../runtime/workload/queue";

/** A queue in memory that delivers what is not done again, as SQS does once a message's time is over. */
export class FakeQueue implements Queue {
  readonly waiting: Message[] = [];
  private deliveries = 0;

  constructor(private readonly whenEmpty: () => void = () => undefined) {}

  send(...bodies: string[]): void {
    for (const body of bodies) this.waiting.push({ id: `${this.waiting.length}`, body, receipt: "" });
  }

  async receive(): Promise<readonly Message[]> {
    if (this.waiting.length === 0) this.whenEmpty();
    this.deliveries += 1;
    const receipt = `delivery ${this.deliveries}`;
    for (const [index, message] of this.waiting.entries()) this.waiting[index] = { ...message, receipt };
    return this.waiting.slice(0, 10);
  }

  async done(messages: readonly Message[]): Promise<void> {
    for (const { id, receipt } of messages) {
      const index = this.waiting.findIndex((each) => each.id === id && each.receipt === receipt);
      if (index < 0) throw new Error(`unknown receipt of ${id}`);
      this.waiting.splice(index, 1);
    }
  }
}
