import { status } from "@grpc/grpc-js";

/** A request that the engine refuses. The program receives it as the failure of the call that caused it. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    message: string,
    readonly code: status = status.UNKNOWN,
  ) {
    super(message);
  }
}

/**
 * A mistake that no call can recover from, such as two resources with one URN. It is reported once, with the resource, and
 * the program is told that the engine shuts down.
 */
export class FatalEngineError extends EngineError {
  constructor(
    message: string,
    readonly urn: string,
  ) {
    super(message, status.UNAVAILABLE);
  }
}
