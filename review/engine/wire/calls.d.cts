import type { Duplex } from "node:stream";

/** gRPC's status of a call that failed. */
export interface CallError {
  readonly code: number;
  readonly details: string;
}

export type Done = (error: CallError | null, message?: Uint8Array) => void;

export type Answer = (path: string, message: Uint8Array, done: Done) => void;

export class Calls {
  constructor(socket: Duplex & { ref(): void; unref(): void }, answer?: Answer);
  call(path: string, message: Uint8Array, done: Done, sent?: () => void): () => void;
}
