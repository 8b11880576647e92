import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readProject } from "../../../review/engine/project";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "p95-project-"));
});
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
/** A new folder with these files. */
function folder(files: Record<string, string>): string {
  const path = join(root, String(count++));
  mkdirSync(join(path, "src"), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

describe("readProject()", () => {
  it("reads the shortest project", () => {
    const path = folder({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" });
    expect(readProject(path)).toEqual({
      name: "shop",
      root: path,
      directory: path,
      entryPoint: ".",
      stackConfigDirectory: path,
      nodeArguments: [],
      typescript: true,
      config: {},
    });
  });

  it("reads everything that changes how a program runs", () => {
    const path = folder({
      "Pulumi.yaml": [
        "name: shop",
        "runtime: { name: nodejs, options: { typescript: false, nodeargs: --require  ./hook.js } }",
        "main: src/main.js",
        "stackConfigDir: stacks",
        "config: { aws:region: eu-west-1 }",
      ].join("\n"),
      "src/main.js": "",
    });
    expect(readProject(join(path, "src"))).toEqual({
      name: "shop",
      root: path,
      directory: join(path, "src"),
      entryPoint: "main.js",
      stackConfigDirectory: join(path, "stacks"),
      nodeArguments: ["--require", "./hook.js"],
      typescript: false,
      config: { "aws:region": "eu-west-1" },
    });
  });

  it("runs in the folder that main names", () => {
    const path = folder({ "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: src\n" });
    expect(readProject(path)).toMatchObject({ directory: join(path, "src"), entryPoint: "." });
  });

  it("names every problem at once", () => {
    const path = folder({
      "Pulumi.yaml": "name: a b\nruntime: python\nmain: gone.ts\nstackConfigDir: 3\nconfig: [1]\n",
    });
    expect(() => readProject(path)).toThrow(
      `Cannot read ${path}/Pulumi.yaml\n` +
        '  name: must be 1 to 100 letters, digits, "-", "_" or ".", got "a b"\n' +
        '  runtime: must be nodejs, got "python"\n' +
        "  stackConfigDir: must be a text, got 3\n" +
        "  config: must be a table of keys, got [1]\n" +
        '  main: must be a file or folder of the project, got "gone.ts"',
    );
  });

  it("says where a file is broken", () => {
    const path = folder({ "Pulumi.yaml": "name: shop\nruntime: [\n" });
    expect(() => readProject(path)).toThrow(`Cannot read ${path}/Pulumi.yaml:3\n  Flow sequence`);
  });

  it("says so when there is no project", () => {
    expect(() => readProject(root)).toThrow(
      `Cannot find a Pulumi project\n  ${root}: must hold a Pulumi.yaml, or lie below a folder that does`,
    );
  });
});
