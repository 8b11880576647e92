import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { layOut, type TwoCommits } from "../../../review/checkout/two-commits";
import { type StackRun, twoSides } from "../../../review/comparison/two-sides";
import { ReviewRepository } from "../../support/review-repository";
import { temporaryFolder } from "../../support/temporary-folder";

const repository = new ReviewRepository();
const gate = join(temporaryFolder("two-sides"), "gate");
const laidOut: TwoCommits[] = [];

/** A pack that thinks about the whole stack, and `verdict`s, once somebody opens the gate. */
const pack = (verdict: string) => ({
  "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
  "policies/package.json": '{ "version": "1.0.0" }',
  "policies/index.js": `const { existsSync } = require("node:fs");
const { PolicyPack } = require("@pulumi/policy");
const validateStack = async (_stack, report) => {
  while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 20));
  ${verdict}
};
new PolicyPack("slow", { policies: [{ name: "waits", description: "waits", enforcementLevel: "advisory", validateStack }] });
`,
});

beforeAll(() => {
  repository.commit("one", { "index.js": 'exports.answer = "one";\n', ...pack('report("seen");') });
  repository.commit("two", { "index.js": 'exports.answer = "two";\n' });
  repository.commit("broken-pack", pack('throw new Error("no idea");'));
});
afterEach(async () => {
  for (const commits of laidOut.splice(0)) await commits.remove();
});
afterAll(() => repository.remove());

async function run(base: string, head: string): Promise<StackRun> {
  const commits = await layOut(repository.directory, base, head);
  laidOut.push(commits);
  const { preview } = await twoSides({
    ...{ directory: repository.directory, commits, stacks: ["dev"], environment: process.env },
    ...{ packs: { packs: [], configs: [], off: false }, onResource: () => {}, tell: () => {} },
  });
  return preview("dev");
}

describe("twoSides().preview()", () => {
  it("hands both previews over while the packs still judge them", async () => {
    const { previewed, judged } = await run("one", "two");
    const previews = await previewed; // the packs wait for the gate
    writeFileSync(gate, "open");
    const sides = await judged;
    expect([previews.base, previews.head].map((each) => each?.resources[0]?.outputs)).toEqual([
      ...[{ answer: "one" }, { answer: "two" }],
    ]);
    expect([sides.base, sides.head].map((each) => each?.policies?.violations.map(({ message }) => message))).toEqual([
      ...[["seen"], ["seen"]],
    ]);
  });

  it("names the side whose pack cannot judge", async () => {
    writeFileSync(gate, "open");
    const { judged } = await run("two", "broken-pack");
    await expect(judged).rejects.toThrow(/^broken-pack: stack dev: .*no idea/s);
  });
});
