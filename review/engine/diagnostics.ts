/** How much a message matters; `info` includes what the program printed itself. */
export type Severity = "info" | "warning" | "error";

/** One message about the run, for a person. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly message: string;
  /** The resource that it is about, when there is one. */
  readonly urn?: string;
}

/** Collects messages in order; the same message about the same resource is kept once. */
export class Diagnostics {
  readonly #all: Diagnostic[] = [];
  readonly #seen = new Set<string>();

  add(severity: Severity, message: string, urn = ""): void {
    const key = `${severity}\0${urn}\0${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#all.push(urn === "" ? { severity, message } : { severity, message, urn });
  }

  get all(): readonly Diagnostic[] {
    return this.#all;
  }

  get hasErrors(): boolean {
    return this.#all.some(({ severity }) => severity === "error");
  }
}
