import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, setPriority, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Project } from "../project";

/** What the compiler found; `skipped` says why it could not look. */
export interface TypeCheck {
  /** One per mistake: `file:line:column: message`, paths relative to the program. */
  readonly problems: readonly string[];
  readonly skipped: string | undefined;
}

/** A type check that runs beside the program. */
export interface RunningTypeCheck {
  readonly done: Promise<TypeCheck>;
  kill(): void;
}

/**
 * What Pulumi's runner tells ts-node; the native compiler would start from stricter defaults.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run/run.ts
 */
const PULUMI_OPTIONS = [
  ...["--noEmit", "--pretty", "false", "--skipLibCheck", "--target", "es2022"],
  ...["--module", "nodenext", "--moduleResolution", "nodenext", "--noUncheckedSideEffectImports", "false"],
];

/** Defaults that changed since the compiler that Pulumi uses, for a tsconfig that does not say. */
const OLD_DEFAULTS: Readonly<Record<string, string>> = { strict: "false", types: "*" };

/** Options that the native compiler no longer has; with them it cannot judge the program at all. */
const REMOVED_OPTION = /error (TS5101|TS5102|TS5107|TS5108|TS5023|TS5024|TS5112|TS18003)\b/;

/**
 * Checks the types of a program that Pulumi itself would refuse to run with type errors. `undefined` where Pulumi does not
 * check either: JavaScript, or `typescript: false`.
 */
export function startTypeCheck(project: Project): RunningTypeCheck | undefined {
  if (!project.typescript || !isTypeScript(project)) return undefined;
  const compiler = createRequire(__filename).resolve("typescript-native/package.json");
  const config = join(project.directory, "tsconfig.json");
  const written = existsSync(config) ? readFileSync(config, "utf8") : undefined;
  const folder = mkdtempSync(join(tmpdir(), "p95-types-"));
  const what =
    written === undefined
      ? ["--ignoreConfig", entryFile(project)]
      : ["--project", writeReachable(folder, project, config, written)];
  const args = [join(compiler, "../bin/tsc"), ...what, ...PULUMI_OPTIONS, ...oldDefaults(written ?? "")];
  const child = spawn(process.execPath, args, {
    cwd: project.directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  lowerPriority(child.pid);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const done = new Promise<TypeCheck>((finish, reject) => {
    child.on("error", reject);
    child.on("close", () => finish(readResult(output)));
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
  return { done, kill: () => child.kill("SIGKILL") };
}

/**
 * Writes a configuration like `config` for the files that the program loads: ts-node looks at no others, so a mistake in a test
 * does not stop `pulumi up`. Outside of the program's folder, where the names in `types` would be looked for elsewhere.
 */
function writeReachable(folder: string, project: Project, config: string, written: string): string {
  const path = join(folder, "tsconfig.json");
  const says = /"(typeRoots|extends)"\s*:/.test(written);
  writeFileSync(
    path,
    JSON.stringify({
      extends: config,
      files: [resolve(project.directory, entryFile(project))],
      include: [],
      ...(says ? {} : { compilerOptions: { typeRoots: typeRoots(project.directory) } }),
    }),
  );
  return path;
}

/** Where the compiler finds declarations for a program in `directory`. */
function typeRoots(directory: string): string[] {
  const above = dirname(directory);
  return [join(directory, "node_modules/@types"), ...(above === directory ? [] : typeRoots(above))].filter(existsSync);
}

/** The program is what everybody waits for; the compiler gets what it leaves over. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let us.
  }
}

/** An `extends` may say anything, so there the compiler decides. */
function oldDefaults(config: string): string[] {
  if (/"extends"\s*:/.test(config)) return [];
  const open = Object.entries(OLD_DEFAULTS).filter(([option]) => !new RegExp(`"${option}"\\s*:`).test(config));
  return open.flatMap(([option, value]) => [`--${option}`, value]);
}

/** Reads what the compiler printed: `index.ts(3,7): error TS2322: Type ...`. */
export function readResult(output: string): TypeCheck {
  const removed = output.split("\n").find((line) => REMOVED_OPTION.test(line));
  if (removed !== undefined) return { problems: [], skipped: removed.replace(/^.*error TS\d+: /, "") };
  const problems = [...output.matchAll(/^([^\s(][^(\n]*)\((\d+),(\d+)\): error TS\d+: (.*)$/gm)].map(
    ([, file, line, column, message]) => `${file}:${line}:${column}: ${message}`,
  );
  return { problems: problems.filter((problem) => !problem.includes("node_modules/")), skipped: undefined };
}

function isTypeScript(project: Project): boolean {
  return /\.[cm]?tsx?$/.test(entryFile(project));
}

/** The file that the runner loads, as far as it matters here: which language it is in. */
function entryFile(project: Project): string {
  if (project.entryPoint !== ".") return project.entryPoint;
  const manifest = join(project.directory, "package.json");
  const main = existsSync(manifest) ? createRequire(manifest)(manifest).main : undefined;
  if (typeof main === "string" && existsSync(join(project.directory, main))) return main;
  const files = readdirSync(project.directory);
  return ["index.js", "index.mjs", "index.ts", "index.mts"].find((name) => files.includes(name)) ?? "index.js";
}
