import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = resolve(__dirname, "../../..");

function checkAws(provider: string, ...args: readonly string[]) {
  const env = { ...process.env, P95_TERRAFORM_AWS_PROVIDER: provider };
  return spawnSync(process.execPath, [join(ROOT, "review/bin.js"), "check-aws", ...args], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
}

describe("p95 check-aws without a provider", () => {
  test("says that it skipped, and why: no pass that nobody earned", () => {
    const { status, stdout } = checkAws("none");
    expect(stdout).toBe('check:aws: skipped, P95_TERRAFORM_AWS_PROVIDER is "none"\n');
    expect(status).toBe(0);
  });

  test("says so in JSON too", () => {
    expect(JSON.parse(checkAws("none", "--json").stdout)).toEqual({
      schemaVersion: 1,
      skipped: 'P95_TERRAFORM_AWS_PROVIDER is "none"',
    });
  });

  test("a path that leads nowhere is a mistake of the user, not a reason to skip", () => {
    const { status, stdout, stderr } = checkAws("/nowhere/terraform-provider-aws");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe('p95: P95_TERRAFORM_AWS_PROVIDER: there is no provider at "/nowhere/terraform-provider-aws"\n');
  });
});
