// Lets `import` load TypeScript in projects of type "module".
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import compiler from "./compile.cjs";

if (isMainThread) register(import.meta.url);

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Tries the TypeScript file behind a name that was written for the compiled one, or without an ending. */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!/^\.{0,2}\//.test(specifier) && !specifier.startsWith("file:")) throw error;
    const bare = specifier.replace(/\.(c|m)?js$/, ".$1ts");
    const candidates = [bare, `${specifier}.ts`, `${specifier}/index.ts`].filter((each) => each !== specifier);
    for (const candidate of candidates) {
      try {
        return await next(candidate, context);
      } catch {
        // The first error names what the program wrote.
      }
    }
    throw error;
  }
}

export async function load(url, context, next) {
  if (!url.startsWith("file:") || !TYPESCRIPT.test(url) || url.includes("/node_modules/")) return next(url, context);
  const file = fileURLToPath(url);
  const source = compiler.compile(await readFile(file, "utf8"), file, ["typescript"]);
  return { format: "module", source, shortCircuit: true };
}
