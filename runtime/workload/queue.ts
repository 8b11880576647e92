import { pause, systemClock } from "../cache/clock";

/** One message, hidden from other consumers until it is done or its time is over. */
export interface Message {
  readonly id: string;
  readonly body: string;
  /** What `done` names it by; of this delivery only. */
  readonly receipt: string;
}

/** A queue that delivers at least once, as SQS does. */
export interface Queue {
  /** Waits for messages, up to 20 seconds; empty if none came or `signal` was given. */
  receive(signal: AbortSignal): Promise<readonly Message[]>;
  /** Takes messages off the queue. */
  done(messages: readonly Message[]): Promise<void>;
}

/** After a failure, so that a database that is down is not asked all the time. Unit: milliseconds. */
const PAUSE_MILLIS = 1_000;

export interface ConsumerOptions {
  readonly queue: Queue;
  /** Works on a batch; if it fails, the batch comes again. */
  readonly handle: (messages: readonly Message[]) => Promise<unknown>;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
  /** Told whenever the queue is asked again. */
  readonly onRound?: () => void;
  /** @default waits for a second */
  readonly rest?: () => Promise<void>;
}

/** Consumes until `signal` says stop; then finishes its batch and asks for no other. */
export async function consume(options: ConsumerOptions, signal: AbortSignal): Promise<void> {
  const { queue, handle, log, onRound, rest = () => pause(PAUSE_MILLIS, systemClock) } = options;
  while (!signal.aborted) {
    onRound?.();
    try {
      const messages = await queue.receive(signal);
      if (messages.length > 0) await handle(messages);
    } catch (error) {
      if (signal.aborted) return;
      log({ level: "error", message: "batch not done, it comes again", error: String(error) });
      await rest();
    }
  }
}
