import { ownFile } from "../engine/checkpoint";
import type { Preview } from "../engine/preview";
import type { ResourceState } from "../engine/resource-state";

/** Where resources stand: below which components, and on which line of the project. */
export class Places {
  readonly #preview: Preview;
  readonly #byUrn: ReadonlyMap<string, ResourceState>;

  constructor(preview: Preview) {
    this.#preview = preview;
    this.#byUrn = new Map(preview.resources.map((state) => [state.urn, state]));
  }

  /** Names of the components that hold a resource and its own, outermost first; empty for the stack itself. */
  names(urn: string): string[] {
    const state = this.#byUrn.get(urn);
    if (state === undefined || urn === this.#preview.rootUrn) return [];
    return [...this.names(state.parent), this.#preview.redactor.text(state.name)];
  }

  /** File, relative to the project, and line; `undefined` outside its own source. */
  source(urn: string): { readonly file: string; readonly line: number } | undefined {
    const source = this.#byUrn.get(urn)?.source;
    const file = source && ownFile(source, this.#preview.project.root);
    return source === undefined || file === undefined ? undefined : { file, line: source.line };
  }

  /** Both, for a person. */
  of(urn: string): string {
    const names = this.names(urn);
    const source = this.source(urn);
    const where = names.length === 0 ? "the stack" : names.join(" > ");
    if (source === undefined) return where;
    return `${where} (${source.file}:${source.line})`;
  }
}
