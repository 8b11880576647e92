import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

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

/**
 * Looks fields up in the type declarations of the SDKs that a program has installed, since the schemas themselves ship with
 * the plugins. Answers are remembered.
 */
export class Declarations {
  readonly #fields = new Map<string, DeclaredFields | undefined>();
  readonly #files = new Map<string, string | undefined>();
  readonly #packages = new Map<string, string | undefined>();

  /** @param programDirectory Folder whose `node_modules`, or a parent's, holds the SDKs. */
  constructor(private readonly programDirectory: string) {}

  /**
   * Fields that the function `token` returns, or `undefined` when its SDK is not installed or says nothing. A preview
   * needs them: an output of which only some fields are unknown gives `undefined`, as if known, for each other field.
   */
  ofResult(token: string): DeclaredFields | undefined {
    const name = token.split(/[:/]/).pop() ?? "";
    return this.#once(`result ${token}`, () => fieldsIn(this.#module(token), `interface ${capitalised(name)}Result {`));
  }

  /** Outputs of the resource `type`, or `undefined` when its SDK is not installed. */
  ofResource(type: string): DeclaredFields | undefined {
    const name = type.split(":").pop() ?? "";
    return this.#once(`resource ${type}`, () => fieldsIn(this.#module(type), `class ${name} extends`));
  }

  /** Fields of an object inside an output of a package, e.g. of `aws` and `outputs.eks.ClusterVpcConfig`. */
  ofObject(pkg: string, type: string): DeclaredFields | undefined {
    return this.#once(`object ${pkg} ${type}`, () => {
      const path = type.replace(/^outputs\./, "").split(".");
      const file = this.#file(pkg, join("types", "output.d.ts"));
      const [name, namespace] = path.reverse();
      const from = namespace === undefined ? 0 : (file?.indexOf(`\nexport declare namespace ${namespace} {`) ?? -1);
      return path.length > 2 || from < 0 ? undefined : fieldsIn(file, `interface ${name} {`, from);
    });
  }

  #once(key: string, find: () => DeclaredFields | undefined): DeclaredFields | undefined {
    if (!this.#fields.has(key)) this.#fields.set(key, find());
    return this.#fields.get(key);
  }

  /** Declarations of the module that holds the function or resource of `token`. */
  #module(token: string): string | undefined {
    const [pkg = "", module = "", member = ""] = token.split(":");
    // `aws:ec2/getAmi:getAmi` is in ec2/getAmi, `kubernetes:core/v1:Pod` in core/v1/pod, a method in its resource's file.
    const file = `${uncapitalised(member.split("/")[0] ?? "")}.d.ts`;
    const folders = [module, module.split("/")[0] ?? "", ""];
    return folders.map((folder) => this.#file(pkg, join(folder, file))).find((text) => text !== undefined);
  }

  #file(pkg: string, path: string): string | undefined {
    const key = join(pkg, path);
    if (!this.#files.has(key)) {
      const root = this.#packageRoot(pkg);
      this.#files.set(key, root === undefined ? undefined : textOf(join(root, path)));
    }
    return this.#files.get(key);
  }

  #packageRoot(pkg: string): string | undefined {
    if (!this.#packages.has(pkg)) {
      // A program without packages of its own runs with ours.
      const places = [createRequire(join(this.programDirectory, "index.js")), createRequire(__filename)];
      const names = [`@pulumi/${pkg}`, `@pulumiverse/${pkg}`];
      const roots = places.flatMap(({ resolve }) => names.flatMap((name) => folderOf(resolve, name)));
      this.#packages.set(pkg, roots[0]);
    }
    return this.#packages.get(pkg);
  }
}

/** Folder of an installed package; none when the program names its resources by token only. */
function folderOf(resolve: NodeJS.RequireResolve, name: string): string[] {
  try {
    return [join(resolve(`${name}/package.json`), "..")];
  } catch {
    return [];
  }
}

/** Content of a file, `undefined` if there is none. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Fields of the declaration that starts with `opening`: the read-only ones of a class, all of an interface. */
function fieldsIn(text: string | undefined, opening: string, from = 0): DeclaredFields | undefined {
  const start = text?.indexOf(opening, from) ?? -1;
  if (text === undefined || start < 0) return undefined;
  const body = text.slice(start, endOfBlock(text, start));
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

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const uncapitalised = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
