import { Pulse } from "../workload/pulse";
import { PoisonError } from "./announcement";
import type { Metrics } from "./metrics";
import type { Planner } from "./planner";
import type { Log, Queue, ReceivedMessage } from "./ports";

export interface WorkerWorld {
  readonly queue: Queue;
  readonly planner: Planner;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Unit: milliseconds since 1970. */
  readonly nowMillis: () => number;
  /** Ends early, without an error, when `signal` is aborted. Unit: milliseconds. */
  readonly wait: (millis: number, signal: AbortSignal) => Promise<void>;
  /** How often the catalogue is read without a message. Unit: seconds. */
  readonly catalogueSeconds: number;
}

/** After a failed read of the catalogue, and at most after failed receives. Unit: milliseconds. */
const PAUSE_MILLIS = 30_000;
const FIRST_PAUSE_MILLIS = 1_000;

/**
 * Consumes the queue until it is told to stop. Each pod reads the catalogue for itself as well: a message reaches one pod only, and
 * what a pod knows is gone with it.
 */
export class ReleaseCalendarWorker {
  private readonly pulse: Pulse;
  private nextReadMillis = Number.NEGATIVE_INFINITY;
  private receiveFailures = 0;
  private stopping = false;

  constructor(private readonly world: WorkerWorld) {
    this.pulse = new Pulse(world.nowMillis);
  }

  /** Whether rounds go on. */
  get alive(): boolean {
    return this.pulse.alive;
  }

  /** Whether it knows the catalogue, and was not told to stop. */
  get ready(): boolean {
    return !this.stopping && this.world.planner.catalogueReadMillis !== undefined;
  }

  /** Ends when `signal` is aborted and the messages in work are done. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => {
      this.stopping = true;
    });
    while (!signal.aborted) await this.round(signal);
  }

  /** One turn: the catalogue, if it is time, then what the queue has. */
  async round(signal: AbortSignal): Promise<void> {
    this.pulse.beat();
    if (this.world.nowMillis() >= this.nextReadMillis) await this.read();
    const messages = await this.receive(signal);
    for (const message of messages) await this.consume(message);
  }

  private async read(): Promise<void> {
    const { planner, metrics, log, nowMillis, catalogueSeconds } = this.world;
    try {
      await planner.refresh("changes");
      this.nextReadMillis = nowMillis() + catalogueSeconds * 1_000;
    } catch (error) {
      metrics.catalogueFailed(); // announcements are still consumed: they need no catalogue
      log({ message: "catalogue not taken over", error: reason(error) });
      this.nextReadMillis = nowMillis() + PAUSE_MILLIS;
    }
  }

  private async receive(signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
    const { queue, log, wait } = this.world;
    try {
      const messages = await queue.receive(signal);
      this.receiveFailures = 0;
      return messages;
    } catch (error) {
      if (signal.aborted) return [];
      log({ message: "queue not read", error: reason(error) });
      await wait(Math.min(PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** this.receiveFailures++), signal);
      return [];
    }
  }

  /** A message that failed is not deleted: it comes again, and at last is a dead letter with an alarm. */
  private async consume({ messageId, body, receiptHandle }: ReceivedMessage): Promise<void> {
    const { queue, planner, metrics, log } = this.world;
    try {
      const outcome = await planner.handle(body);
      await queue.remove(receiptHandle);
      metrics.consumed(outcome);
      log({ message: outcome, messageId });
    } catch (error) {
      const poison = error instanceof PoisonError;
      metrics.consumed(poison ? "poison" : "failed");
      log({ message: poison ? "message not understood" : "message not done", messageId, error: reason(error) });
    }
  }
}

function reason(error: unknown): string {
  if (error instanceof AggregateError)
    return `${error.message}: ${error.errors.map(reason).join("; ")}`.slice(0, 2_000);
  return String(error);
}
