import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { adoptPendingCommand } from "../../../review/commands/adopt-pending";
import { EXIT } from "../../../review/exit-codes";

const VPC = "urn:pulumi:prod::p95::aws:ec2/vpc:Vpc::network";
const ROLE = "urn:pulumi:prod::p95::aws:iam/role:Role::deployer";
const pending = [
  {
    type: "creating",
    resource: { urn: VPC, custom: true, type: "aws:ec2/vpc:Vpc", inputs: { cidrBlock: "10.0.0.0/16" } },
  },
  {
    type: "creating",
    resource: { urn: ROLE, custom: true, type: "aws:iam/role:Role", inputs: { name: "deployer-1a2b3c4" } },
  },
];

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-adopt-"));
  printed = [];
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function stateFile(pending_operations: unknown[]): string {
  const file = join(folder, "state.json");
  writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: [], pending_operations } }));
  return file;
}

test("without an output it lists what was under way, with the name where there is one", async () => {
  expect(await adoptPendingCommand.run(["--state", stateFile(pending)])).toBe(EXIT.ok);
  const heading = "Under way when the run ended; look whether each one exists in the cloud:";
  expect(printed.join("")).toBe(`${heading}\n${VPC}\n${ROLE}\n    named deployer-1a2b3c4\n`);
});

test("it says so when nothing was under way", async () => {
  expect(await adoptPendingCommand.run(["--state", stateFile([])])).toBe(EXIT.ok);
  expect(printed.join("")).toBe("No creation was under way.\n");
});

test("it writes a state for pulumi stack import", async () => {
  const output = join(folder, "settled.json");
  const args = ["--state", stateFile(pending), "--id", `${VPC}=vpc-1`, "--output", output];
  expect(await adoptPendingCommand.run(args)).toBe(EXIT.ok);
  expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({
    version: 3,
    deployment: { resources: [{ ...pending[0]?.resource, id: "vpc-1" }], pending_operations: [] },
  });
});

test.each([
  [[], "--state: must name the file of `pulumi stack export`", EXIT.usage],
  [["--id", `${VPC}=vpc-1`], "--output: must name a file to write the settled state to", EXIT.usage],
  [["--id", "urn:x=1", "--output", "out.json"], "--id: urn:x: its creation is not pending", EXIT.usage],
])("%j is refused", async (args, message, exitCode) => {
  const state = message.startsWith("--state") ? [] : ["--state", stateFile(pending)];
  await expect(adoptPendingCommand.run([...state, ...args])).rejects.toMatchObject({ message, exitCode });
});

test("a file that is no state is refused", async () => {
  const file = join(folder, "state.json");
  writeFileSync(file, "[]");
  const message = `${file}: must be a file of \`pulumi stack export\``;
  await expect(adoptPendingCommand.run(["--state", file])).rejects.toMatchObject({ message, exitCode: EXIT.settings });
});
