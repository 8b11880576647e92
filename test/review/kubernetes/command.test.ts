import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

const ROOT = resolve(__dirname, "../../..");

const PROGRAM = `
const kubernetes = require("@pulumi/kubernetes");
const provider = new kubernetes.Provider("cluster", { renderYamlToDirectory: "rendered" });
const burst = require("@pulumi/pulumi").getStack() === "broken" ? { brst: 20 } : { burst: 20 };
new kubernetes.apiextensions.CustomResource(
  "limit",
  { apiVersion: "k8s.nginx.org/v1", kind: "Policy", metadata: { name: "limit" }, spec: { rateLimit: { rate: "10r/s", ...burst } } },
  { provider },
);
`;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "p95-check-kubernetes-"));
  writeFileSync(join(project, "Pulumi.yaml"), "name: limits\nruntime: nodejs\n");
  writeFileSync(join(project, "package.json"), '{ "main": "index.js" }\n');
  writeFileSync(join(project, "index.js"), PROGRAM);
  for (const stack of ["broken", "whole"]) writeFileSync(join(project, `Pulumi.${stack}.yaml`), "config: {}\n");
  mkdirSync(join(project, "node_modules"));
  symlinkSync(join(ROOT, "node_modules/@pulumi"), join(project, "node_modules/@pulumi"));
});

afterAll(() => rmSync(project, { recursive: true }));

function checkKubernetes(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(ROOT, "review/bin.js"), "check-kubernetes", ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
}

describe("p95 check-kubernetes", () => {
  test("names what is rejected of every stack, and ends with 1", () => {
    const { status, stdout } = checkKubernetes("--program", project, "--quiet");
    expect(stdout.split("\n")).toEqual([
      "check:kubernetes: judged by the schemas of Kubernetes 1.34 and of our pinned releases",
      "",
      "broken: 0 accepted, 1 rejected, 0 values not checkable",
      "  rejected limit (kubernetes:k8s.nginx.org/v1:Policy) index.js:5",
      "    spec.rateLimit.brst: unknown field",
      "",
      "whole: 1 accepted, 0 rejected, 0 values not checkable",
      "",
    ]);
    expect(status).toBe(1);
  });

  test("prints JSON, and ends with 0 when nothing is rejected", () => {
    const { status, stdout } = checkKubernetes("--program", project, "--stack", "whole", "--json");
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      stacks: [{ stack: "whole", accepted: 1, rejected: [], notCheckable: [] }],
    });
    expect(status).toBe(0);
  });

  test("ends with 2 for a flag that it does not know", () => {
    const { status, stderr } = checkKubernetes("--stak", "prod");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `p95: Unknown option '--stak'. Run "p95 check-kubernetes --help" for the flags.\n`,
    });
  });
});
