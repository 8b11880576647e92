import { readFileSync } from "node:fs";

/** One field of a declaration. */
export interface DeclaredField {
  /** TypeScript type as written, without `pulumi.Output<>` around it, e.g. `string` or `outputs.eks.ClusterVpcConfig`. */
  readonly type: string;
  /** Whether the field may be left out for ever; one that may not is filled in by the cloud if the program does not. */
  readonly optional: boolean;
  /** The object that the field holds, or a list of: `outputs.eks.ClusterVpcConfig`. */
  readonly object: string | undefined;
}
export type DeclaredFields = ReadonlyMap<string, DeclaredField>;

/** By path, since both sides of a review mostly have the same packages. Like code that is loaded, they stay as they are. */
const files = new Map<string, DeclarationFile | undefined>();

/** A file of type declarations of an SDK. The largest has over five million characters, so what is found in it is remembered. */
export class DeclarationFile {
  readonly #text: string;
  readonly #fields = new Map<string, DeclaredFields | undefined>();
  #namespaces: ReadonlyMap<string, number> | undefined;

  private constructor(text: string) {
    this.#text = text;
  }

  /** The file at an absolute path without links, `undefined` if there is none. */
  static at(path: string): DeclarationFile | undefined {
    if (!files.has(path)) files.set(path, DeclarationFile.#read(path));
    return files.get(path);
  }

  static #read(path: string): DeclarationFile | undefined {
    try {
      // Declarations are ASCII; only comments are not, which nobody reads here. So it is ten times as fast.
      return new DeclarationFile(readFileSync(path, "latin1"));
    } catch {
      return undefined;
    }
  }

  /** Fields of the declaration that starts with `opening`: the read-only ones of a class, all of an interface. */
  fields(opening: string, namespace?: string): DeclaredFields | undefined {
    const key = `${namespace ?? ""} ${opening}`;
    if (!this.#fields.has(key)) this.#fields.set(key, this.#find(opening, namespace));
    return this.#fields.get(key);
  }

  #find(opening: string, namespace: string | undefined): DeclaredFields | undefined {
    const from = namespace === undefined ? 0 : this.#startOf(namespace);
    const start = from === undefined ? -1 : this.#text.indexOf(opening, from);
    return start < 0 ? undefined : fieldsOf(this.#text.slice(start, endOfBlock(this.#text, start)), opening);
  }

  #startOf(namespace: string): number | undefined {
    this.#namespaces ??= startsOfNamespaces(this.#text);
    return this.#namespaces.get(namespace);
  }
}

const NAMESPACE = "\nexport declare namespace ";

function startsOfNamespaces(text: string): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (let at = text.indexOf(NAMESPACE); at >= 0; at = text.indexOf(NAMESPACE, at + NAMESPACE.length)) {
    const name = text.slice(at + NAMESPACE.length, text.indexOf(" {", at));
    if (!starts.has(name)) starts.set(name, at);
  }
  return starts;
}

function fieldsOf(body: string, opening: string): DeclaredFields | undefined {
  const isClass = opening.startsWith("class");
  const fields = new Map<string, DeclaredField>();
  for (const [, readonly, name, question, declared = ""] of body.matchAll(/^ +(readonly )?(\w+)(\??): (.*?);?$/gm)) {
    const output = /^pulumi\.Output<(.*)>$/.exec(declared)?.[1];
    if (name === undefined || (isClass && (readonly === undefined || output === undefined))) continue;
    const optional = question === "?" || (output ?? declared).endsWith(" | undefined");
    const type = (output ?? declared).replace(/ \| undefined$/, "");
    fields.set(name, { type, optional, object: /^(outputs\.[\w.]+)(\[\])*$/.exec(type)?.[1] });
  }
  return fields.size === 0 ? undefined : fields;
}

function endOfBlock(text: string, start: number): number {
  let depth = 0;
  for (let at = text.indexOf("{", start); at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return text.length;
}
