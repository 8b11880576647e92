/** Exit codes of every command, documented in docs/preview.md. */
export const EXIT = {
  ok: 0,
  /** The program is broken: it threw, did not compile, hung, ended early, or declared something impossible. */
  program: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Settings, configuration or an input file is wrong, or the program refused its configuration. */
  settings: 3,
  /** The preview is complete, and breaks a mandatory policy; the review is, and its head breaks one that its base does not. */
  policy: 4,
  /** A policy pack could not judge: it did not start, threw, crashed or hangs. */
  policyPack: 5,
  /** The review is complete, and something would be lost that nobody has allowed. */
  blocked: 6,
  /** A mistake in p95. */
  internal: 70,
  /** Ctrl-C: 128 and the number of the signal, as shells do. */
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends a command with a message for a person and an exit code, without a stack trace. */
export class Failed extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** @throws {Failed} always, as a mistake in the command line. */
export function badUsage(message: string): never {
  throw new Failed(message, EXIT.usage);
}
