import type { Snapshot } from "./calendar";
import type { PlannedWindow } from "./window";

/** One message, as often as it is received. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  /** What it is deleted by; another one each time. */
  readonly receiptHandle: string;
}

export interface Queue {
  /** Waits for messages, and answers none after a while. @throws when the queue cannot be asked. */
  receive(signal: AbortSignal): Promise<readonly ReceivedMessage[]>;
  remove(receiptHandle: string): Promise<void>;
}

export interface Schedules {
  /** Makes the schedule of that name, or makes it what is said here. */
  put(window: PlannedWindow): Promise<void>;
  /** There is no schedule of that name afterwards, nor need there be one before. */
  remove(name: string): Promise<void>;
}

export interface Catalogue {
  /** All releases that are ahead or under way. @throws when it cannot be asked, or answers what cannot be read. */
  releases(): Promise<Snapshot>;
}

/** One line for those who look for what happened. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;
