import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** An argument as the SDK declares it. */
export interface DeclaredArgument {
  readonly name: string;
  /** Whether a program may leave it out. */
  readonly optional: boolean;
  /** Whether it is a list. */
  readonly list: boolean;
  /** The objects that it holds, e.g. `eks.ClusterVpcConfig`; `undefined` for plain values. */
  readonly object: string | undefined;
}

/** Reads the arguments of resources from the declarations of the installed @pulumi/aws: Pulumi's own names for them. */
export class DeclaredArguments {
  readonly #root: string;
  readonly #inputs: string;
  readonly #known = new Map<string, DeclaredArgument[] | undefined>();

  /** @throws when @pulumi/aws is not installed where the project is. */
  constructor(project: string) {
    const { resolve } = createRequire(join(project, "index.js"));
    this.#root = join(resolve("@pulumi/aws/package.json"), "..");
    this.#inputs = readFileSync(join(this.#root, "types/input.d.ts"), "utf8");
  }

  /** Arguments of the resource `token`; `undefined` when this SDK has no such resource. */
  ofResource(token: string): DeclaredArgument[] | undefined {
    return this.#once(token, () => {
      const [, path = "", name = ""] = token.split(":");
      const file = join(this.#root, `${path}.d.ts`);
      return existsSync(file) ? argumentsIn(readFileSync(file, "utf8"), `interface ${name}Args {`) : undefined;
    });
  }

  /** Fields of an object such as `eks.ClusterVpcConfig`. */
  ofObject(object: string): DeclaredArgument[] | undefined {
    return this.#once(object, () => {
      const [name = "", namespace] = object.split(".").reverse();
      const from = namespace === undefined ? 0 : this.#inputs.indexOf(`\nexport declare namespace ${namespace} {`);
      return from < 0 ? undefined : argumentsIn(this.#inputs, `interface ${name} {`, from);
    });
  }

  #once(key: string, find: () => DeclaredArgument[] | undefined): DeclaredArgument[] | undefined {
    if (!this.#known.has(key)) this.#known.set(key, find());
    return this.#known.get(key);
  }
}

/** Only the first line of a declaration is read: the lines below it belong to maps, whose values are plain. */
function argumentsIn(text: string, opening: string, from = 0): DeclaredArgument[] | undefined {
  const start = text.indexOf(opening, from);
  if (start < 0) return undefined;
  const [indent = ""] = /^ */.exec(text.slice(text.lastIndexOf("\n", start) + 1, start)) ?? [];
  const body = text.slice(start, text.indexOf(`\n${indent}}`, start));
  const fields = body.matchAll(new RegExp(`^${indent} {4}(\\w+)(\\??): (.*)$`, "gm"));
  return [...fields].map(([, name = "", question, type = ""]) => ({
    name,
    optional: question === "?",
    list: type.includes("[]"),
    object: /\binputs\.([\w.]+)/.exec(type)?.[1],
  }));
}
