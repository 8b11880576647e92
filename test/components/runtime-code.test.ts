import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { edgeSource, lambdaCode, lambdaSource, MAX_EDGE_BYTES } from "../../components/runtime-code";

const HANDLER = "runtime/lambda/invalidation/handler.ts";
let folder: string;
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-runtime-code-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("lambdaCode", () => {
  it("is one file that exports the handler, and that leaves the AWS SDK to the runtime", async () => {
    const archive = lambdaCode(HANDLER);
    const { "index.js": asset, ...others } = (await archive.assets) as Record<string, pulumi.asset.StringAsset>;
    const text = await asset!.text;
    expect(others).toEqual({});
    expect(text).toBe(lambdaSource(HANDLER));
    const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name).sort();
    expect(required).toEqual(["@aws-sdk/client-cloudfront", "node:crypto"]);
    const module = { exports: {} as Record<string, unknown> };
    new Function("module", "exports", "require", text)(module, module.exports, require);
    expect(Object.keys(module.exports)).toEqual(["handler"]);
  });

  it("says nothing of the machine that built it", () => {
    const text = lambdaSource(HANDLER);
    expect(text).not.toContain(join(__dirname, "../.."));
    expect([...text.matchAll(/^\/\/ (.*)$/gm)].map(([, path]) => path)).toContain(HANDLER);
  });

  it("says nothing of where packages lie: a checkout that shares those of another builds the same", () => {
    const project = join(__dirname, "../..");
    const checkout = join(folder, "checkout");
    for (const part of ["components/runtime-code.ts", "runtime"]) {
      cpSync(join(project, part), join(checkout, part), { recursive: true });
    }
    symlinkSync(join(project, "node_modules"), join(checkout, "node_modules"));
    const entry = "runtime/database-jobs/migrate.ts"; // with the driver of PostgreSQL
    const script = `process.stdout.write(require("./components/runtime-code").lambdaSource("${entry}"))`;
    const there = execFileSync(process.execPath, ["--require", "sucrase/register/ts", "--eval", script], {
      cwd: checkout,
    });
    expect(lambdaSource(entry)).toContain("node_modules/pg/");
    expect(there.toString()).toBe(lambdaSource(entry));
  });

  it("builds a handler once, and the same bytes each time that it is built", () => {
    const one = lambdaSource(file("one.ts", "export const handler = async () => 1;"));
    file("one.ts", "export const handler = async () => 2;");
    expect(lambdaSource(join(folder, "one.ts"))).toBe(one);
    const again = lambdaSource(file("two.ts", "export const handler = async () => 1;"));
    expect(again.replaceAll("two", "one")).toBe(one);
  });

  it("keeps the language of Node.js 22, and line for line what was written", () => {
    const text = lambdaSource(file("new.ts", "export const handler = (a?: { b?: number }): number => a?.b ?? 1;"));
    expect(text).toContain("var handler = (a) => a?.b ?? 1;");
  });

  it("tells what is wrong with a handler that cannot be built", () => {
    expect(() => lambdaSource(file("broken.ts", "export const handler = ;"))).toThrow('Unexpected ";"');
    expect(() => lambdaSource("runtime/lambda/none.ts")).toThrow("runtime/lambda/none.ts");
  });
});

describe("edgeSource", () => {
  it("is a script with its imports first and no exports", () => {
    const helper = file("helper.ts", 'import cf from "cloudfront";\nexport const store = () => cf.kvs();');
    const entry = file(
      "edge.ts",
      `import { store } from ${JSON.stringify(helper)};\nexport function handler(): unknown {\n  return store();\n}`,
    );
    expect(edgeSource(entry).replace(/^\/\/ .*\n/gm, "")).toBe(
      'import cf from "cloudfront";\nvar store = () => cf.kvs();\n\nfunction handler() {\n  return store();\n}\n',
    );
  });

  it.each([
    ["nothing", "function handler() {}"],
    ["something else", "export function handle() {}"],
    ["more than the handler", "export function handler() {}\nexport const more = 1;"],
  ])("refuses a file that exports %s", (_, text) => {
    const entry = file("exports.ts", text);
    expect(() => edgeSource(entry)).toThrow(`${entry} must export handler and nothing else`);
  });

  it("takes what CloudFront takes, and not a byte more", () => {
    const sized = (name: string, bytes: number) => {
      const build = (length: number) => `export function handler() {\n  return "${"x".repeat(length)}";\n}`;
      const overhead = Buffer.byteLength(edgeSource(file(`${name}0.ts`, build(0))));
      return edgeSource(file(`${name}1.ts`, build(bytes - overhead)));
    };
    expect(Buffer.byteLength(sized("a", MAX_EDGE_BYTES))).toBe(10_240);
    expect(() => sized("b", MAX_EDGE_BYTES + 1)).toThrow("has 10241 bytes, CloudFront takes 10240");
  });
});
