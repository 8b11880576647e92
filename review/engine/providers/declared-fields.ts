import { createRequire } from "node:module";
import { join } from "node:path";
import { DeclarationFile, type DeclaredFields } from "./declaration-file";

/**
 * Looks fields up in the type declarations of the SDKs that a program has installed, since the schemas themselves ship with
 * the plugins. Answers are remembered.
 */
export class Declarations {
  readonly #fields = new Map<string, DeclaredFields | undefined>();
  readonly #files = new Map<string, DeclarationFile | undefined>();
  readonly #packages = new Map<string, string | undefined>();

  /** @param programDirectory Folder whose `node_modules`, or a parent's, holds the SDKs. */
  constructor(private readonly programDirectory: string) {}

  /**
   * Fields that the function `token` returns, or `undefined` when its SDK is not installed or says nothing. A preview
   * needs them: an output of which only some fields are unknown gives `undefined`, as if known, for each other field.
   */
  ofResult(token: string): DeclaredFields | undefined {
    const name = token.split(/[:/]/).pop() ?? "";
    return this.#once(`result ${token}`, () => this.#module(token)?.fields(`interface ${capitalised(name)}Result {`));
  }

  /** Outputs of the resource `type`, or `undefined` when its SDK is not installed. */
  ofResource(type: string): DeclaredFields | undefined {
    const name = type.split(":").pop() ?? "";
    return this.#once(`resource ${type}`, () => this.#module(type)?.fields(`class ${name} extends`));
  }

  /** Fields of an object inside an output of a package, e.g. of `aws` and `outputs.eks.ClusterVpcConfig`. */
  ofObject(pkg: string, type: string): DeclaredFields | undefined {
    return this.#once(`object ${pkg} ${type}`, () => {
      const path = type.replace(/^outputs\./, "").split(".");
      const file = this.#file(pkg, join("types", "output.d.ts"));
      const [name, namespace] = path.reverse();
      return path.length > 2 ? undefined : file?.fields(`interface ${name} {`, namespace);
    });
  }

  #once(key: string, find: () => DeclaredFields | undefined): DeclaredFields | undefined {
    if (!this.#fields.has(key)) this.#fields.set(key, find());
    return this.#fields.get(key);
  }

  /** Declarations of the module that holds the function or resource of `token`. */
  #module(token: string): DeclarationFile | undefined {
    const [pkg = "", module = "", member = ""] = token.split(":");
    // `aws:ec2/getAmi:getAmi` is in ec2/getAmi, `kubernetes:core/v1:Pod` in core/v1/pod, a method in its resource's file.
    const file = `${uncapitalised(member.split("/")[0] ?? "")}.d.ts`;
    const folders = [module, module.split("/")[0] ?? "", ""];
    return folders.map((folder) => this.#file(pkg, join(folder, file))).find((found) => found !== undefined);
  }

  #file(pkg: string, path: string): DeclarationFile | undefined {
    const key = join(pkg, path);
    if (!this.#files.has(key)) {
      const root = this.#packageRoot(pkg);
      this.#files.set(key, root === undefined ? undefined : DeclarationFile.at(join(root, path)));
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

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const uncapitalised = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
