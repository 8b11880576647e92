import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type Options, transform } from "sucrase";

const { remembering } = require("../../../../review/engine/program/compiled.cjs");
const { CompiledFolder } = require("../../../../review/engine/program/compiled-folder.cjs");

const PROGRAM = join(__dirname, "../../../../review/engine/program");
const CODE = 'import { join } from "node:path";\nexport const where: string = join("a", `${1 ?? 2}`);\n';
const OPTIONS: Options = { transforms: ["typescript", "imports"] };
const MONTH = "2026-11";

const root = mkdtempSync(join(tmpdir(), "p95-compiled-"));
afterAll(() => rmSync(root, { recursive: true }));

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(root, "cache-"));
});

const folder = (today = `${MONTH}-23`) => new CompiledFolder({ P95_CACHE: cache }, new Date(today));
const at = (file: string): Options => ({ ...OPTIONS, filePath: file, sourceMapOptions: { compiledFilename: file } });
const entries = () => readdirSync(join(cache, "compiled", MONTH));

/** What a new process would compile with, and the compiler that it would ask. */
function compiler(version = "3.35.1") {
  const real = jest.fn(transform);
  return { compile: remembering(folder(), version, () => real) as typeof transform, real };
}

describe("a file that was compiled before", () => {
  it("is what sucrase makes of it, without sucrase", () => {
    const expected = transform(CODE, OPTIONS);
    expect(compiler().compile(CODE, OPTIONS)).toEqual(expected);
    const { compile, real } = compiler();
    expect(compile(CODE, OPTIONS)).toEqual(expected);
    expect(real).not.toHaveBeenCalled();
  });

  it("has the source map of where it lies now", () => {
    compiler().compile(CODE, at("/base/index.ts"));
    const { compile, real } = compiler();
    expect(JSON.stringify(compile(CODE, at("/head/index.ts")))).toBe(
      JSON.stringify(transform(CODE, at("/head/index.ts"))),
    );
    expect(real).not.toHaveBeenCalled();
  });

  it.each([
    ["its content", (compile: typeof transform) => compile(`${CODE} `, OPTIONS)],
    ["the transforms", (compile: typeof transform) => compile(CODE, { transforms: ["typescript"] })],
    ["another option", (compile: typeof transform) => compile(CODE, { ...OPTIONS, disableESTransforms: true })],
    ["the wish for a source map", (compile: typeof transform) => compile(CODE, at("/base/index.ts"))],
  ])("is compiled again when %s changes", (_what, again) => {
    compiler().compile(CODE, OPTIONS);
    const { compile, real } = compiler();
    expect(again(compile)).toEqual(again(transform));
    expect(real).toHaveBeenCalledTimes(1);
  });

  it("is compiled again by another version of the compiler", () => {
    compiler().compile(CODE, OPTIONS);
    const { compile, real } = compiler("3.35.2");
    compile(CODE, OPTIONS);
    expect(real).toHaveBeenCalledTimes(1);
  });
});

it("compiles anew what names its own file in the code", () => {
  const jsx = (file: string): Options => ({ transforms: ["typescript", "jsx"], filePath: file });
  const code = "export const shown = <b />;";
  compiler().compile(code, jsx("/base/shown.tsx"));
  expect(compiler().compile(code, jsx("/head/shown.tsx"))).toEqual(transform(code, jsx("/head/shown.tsx")));
});

it("tells the error of a file each time", () => {
  for (let time = 0; time < 2; time++) {
    expect(() => compiler().compile("const = 1", at("/base/index.ts"))).toThrow(
      "Error transforming /base/index.ts: Unexpected token (1:7)",
    );
  }
  expect(compiler().compile(CODE, OPTIONS)).toEqual(transform(CODE, OPTIONS));
  expect(entries()).toHaveLength(1);
});

describe("an entry", () => {
  const written = () => {
    folder().write("key", "text");
    return join(cache, "compiled", MONTH, "key");
  };

  it("comes back exactly as it was, and there is nothing beside it", () => {
    written();
    expect(folder().read("key")).toBe("text");
    expect(folder().read("other")).toBeUndefined();
    expect(entries()).toEqual(["key"]);
  });

  it.each([
    ["was cut off", (text: string) => text.slice(0, -1)],
    ["has other bytes", (text: string) => text.replace("text", "next")],
    ["is empty", () => ""],
  ])("that %s is none, and is written again", (_what, damage) => {
    const file = written();
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    expect(folder().read("key")).toBeUndefined();
    folder().write("key", "text");
    expect(folder().read("key")).toBe("text");
  });

  it("of another key is none, whatever its file is called", () => {
    const file = written();
    writeFileSync(join(cache, "compiled", MONTH, "other"), readFileSync(file), { mode: 0o600 });
    expect(folder().read("other")).toBeUndefined();
  });

  it("that others may write is none", () => {
    chmodSync(written(), 0o602);
    expect(folder().read("key")).toBeUndefined();
  });

  it("goes with its month", () => {
    written();
    folder("2026-12-01").write("key", "new text");
    expect(readdirSync(join(cache, "compiled"))).toEqual(["2026-12"]);
  });
});

it("compiles as ever where nothing can be kept", () => {
  writeFileSync(join(cache, "file"), "");
  const nowhere = new CompiledFolder({ P95_CACHE: join(cache, "file") }, new Date(MONTH));
  for (let time = 0; time < 2; time++) {
    expect(remembering(nowhere, "3.35.1", () => transform)(CODE, OPTIONS)).toEqual(transform(CODE, OPTIONS));
  }
  expect(readdirSync(cache)).toEqual(["file"]);
});

it("compiles as ever for a user without a home", () => {
  const home = jest.spyOn(os, "homedir").mockImplementation(() => {
    throw new Error("ENOENT: no such file or directory, uv_os_homedir");
  });
  const homeless = new CompiledFolder({}, new Date(MONTH));
  home.mockRestore();
  homeless.write("key", "text");
  expect(homeless.read("key")).toBeUndefined();
});

it("lets a process whose files are known do without the compiler", () => {
  const program = join(cache, "program");
  mkdirSync(program);
  writeFileSync(join(program, "main.ts"), "export const loaded: string[] = Object.keys(require.cache);\n");
  const script = `
    require("${PROGRAM}/compiled.cjs").rememberCompiled({ P95_CACHE: process.env.P95_CACHE });
    require("sucrase/register/ts");
    const { loaded } = require("${program}/main.ts");
    console.log(loaded.some((file) => file.includes("/sucrase/dist/parser/")));`;
  const run = () =>
    execFileSync(process.execPath, ["--eval", script], {
      cwd: PROGRAM,
      encoding: "utf8",
      env: { ...process.env, P95_CACHE: cache },
    }).trim();
  expect([run(), run()]).toEqual(["true", "false"]);
});
