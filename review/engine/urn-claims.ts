import { FatalEngineError } from "./engine-error";
import type { SourcePosition } from "./resource-state";

/** The URNs of a run, each of which only one resource may have. */
export class UrnClaims {
  readonly #claimed = new Map<string, SourcePosition | undefined>();

  /** @throws {FatalEngineError} naming both places, when the URN is taken. */
  add(urn: string, source: SourcePosition | undefined): void {
    if (this.#claimed.has(urn)) {
      const first = at(this.#claimed.get(urn), ", first declared");
      const message = `Duplicate resource URN '${urn}'; try giving it a unique name${at(source)}${first}`;
      throw new FatalEngineError(message, urn);
    }
    this.#claimed.set(urn, source);
  }
}

/** ` (at file:line)`, or nothing when the place is not known. */
export function at(source: SourcePosition | undefined, before = ""): string {
  return source === undefined ? "" : `${before} (at ${source.file}:${source.line})`;
}
