import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { BuildOptions } from "esbuild";

/** Paths in the output are relative to this, so that the bytes are the same on every machine. */
const PROJECT = join(__dirname, "..");

/**
 * Limit of a CloudFront function's code. Unit: bytes.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 */
export const MAX_EDGE_BYTES = 10_240;

const built = new Map<string, string>();

/**
 * What Lambda runs for `entry`, a TypeScript file below the project's folder that exports `handler`: one CommonJS file with
 * everything it imports, except the AWS SDK, which the Node.js runtimes bring. The function's handler is `index.handler`.
 */
export function lambdaCode(entry: string): pulumi.asset.AssetArchive {
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(lambdaSource(entry)) });
}

/** The text of that file. */
export function lambdaSource(entry: string): string {
  return once(`lambda ${entry}`, () =>
    bundled(entry, { format: "cjs", platform: "node", target: "node22", external: ["@aws-sdk/*", "@smithy/*"] }),
  );
}

/**
 * What CloudFront runs for `entry`, a TypeScript file that exports `handler`: one script, as its runtime knows no `export`. Only
 * types are taken away and imports put in; the code itself has to keep to what JavaScript runtime 2.0 knows, see docs/cdn.md.
 * @throws when it is too big, or exports anything but `handler`.
 */
export function edgeSource(entry: string): string {
  return once(`edge ${entry}`, () => {
    const code = bundled(entry, {
      format: "esm",
      platform: "neutral",
      target: "es2017", // the first with async functions: nothing is rewritten with helpers that the runtime may not know
      external: ["cloudfront"],
      minifySyntax: false,
    });
    const script = importsFirst(code.replace(/export \{\n {2}handler\n\};\n$/, ""));
    if (!code.endsWith("export {\n  handler\n};\n")) throw new Error(`${entry} must export handler and nothing else`);
    const bytes = Buffer.byteLength(script);
    if (bytes > MAX_EDGE_BYTES) throw new Error(`${entry} has ${bytes} bytes, CloudFront takes ${MAX_EDGE_BYTES}`);
    return script;
  });
}

/** The bundler leaves an import where its file begins; CloudFront's examples have it first, and nothing says it may stand elsewhere. */
function importsFirst(code: string): string {
  const imports = code.match(/^import .*\n/gm) ?? [];
  return [...new Set(imports)].join("") + code.replace(/^import .*\n/gm, "");
}

/** A program declares the same handler for several regions; it is built once. */
function once(key: string, build: () => string): string {
  const known = built.get(key);
  if (known !== undefined) return known;
  const code = build();
  built.set(key, code);
  return code;
}

function bundled(entry: string, options: BuildOptions): string {
  const { buildSync } = require("esbuild") as typeof import("esbuild"); // here, so that a stack without handlers does not load it
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    preserveSymlinks: true, // packages may lie elsewhere, as in a review's checkouts
    entryPoints: [entry],
    bundle: true,
    write: false,
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent", // a failure is thrown with all its messages
    tsconfigRaw: "{}", // the output depends on nothing but what is said here and the files
    ...options,
  });
  return outputFiles![0]!.text;
}
