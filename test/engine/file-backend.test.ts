import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Finished, startCli } from "./cli-process";
import { findPulumi, type PulumiCli } from "./pulumi-cli";

let cli: PulumiCli;
let folder: string;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  folder = mkdtempSync(join(tmpdir(), "p95-file-backend-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: empty\nruntime: nodejs\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the CLI with its state in a folder. */
function pulumi(state: string, query: string, ...args: string[]): Promise<Finished> {
  mkdirSync(join(folder, state), { recursive: true });
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, state)}${query}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return startCli(cli.command, [...args, "--non-interactive"], folder, env).finished;
}

const attributesIn = (state: string) => join(folder, state, ".pulumi/stacks/empty/dev.json.attrs");

test("a kill while attributes are written leaves a stack that cannot be read until that file is removed", async () => {
  await pulumi("plain", "", "stack", "init", "dev");
  truncateSync(attributesIn("plain")); // what is left when the process dies between creating and filling it
  const broken = await pulumi("plain", "", "stack", "export", "--stack", "dev");
  expect(broken).toMatchObject({ exitCode: 1, errors: expect.stringContaining("failed to load checkpoint: EOF") });
  rmSync(attributesIn("plain"));
  expect(await pulumi("plain", "", "stack", "export", "--stack", "dev")).toMatchObject({ exitCode: 0, errors: "" });
});

test("with metadata=skip there is no such file", async () => {
  await pulumi("skip", "?metadata=skip", "stack", "init", "dev");
  expect(existsSync(attributesIn("skip"))).toBe(false);
  expect(await pulumi("skip", "?metadata=skip", "stack", "export", "--stack", "dev")).toMatchObject({ exitCode: 0 });
});
