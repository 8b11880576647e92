import { afterAll, expect, test } from "@jest/globals";
import { ReviewRepository } from "../../support/review-repository";
import { runCommand } from "../../support/run-preview";

const repository = new ReviewRepository();
afterAll(() => repository.remove());

/** Policies that remember what they were asked, as those of p95 do: which exceptions were needed, and what was declared. */
const PACK = {
  "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
  "policies/package.json": '{ "version": "1.0.0" }',
  "policies/index.js": `const { PolicyPack } = require("@pulumi/policy");
const seen = [];
new PolicyPack("remembers", { policies: [
  { name: "notes", description: "Notes.", validateResource: ({ type, props }) => { if (type.includes("Queue")) seen.push(props.delaySeconds); } },
  { name: "tells", description: "Tells.", validateStack: (_, report) => report(JSON.stringify(seen.sort()) + " of " + process.pid) },
] });
`,
};
const queues = (delays: readonly number[]) => ({
  "index.js": `const { sqs } = require("@pulumi/aws");
for (const [i, delaySeconds] of ${JSON.stringify(delays)}.entries()) new sqs.Queue("queue-" + i, { region: "eu-west-1", delaySeconds });
`,
});

test("a pack that remembers what it was asked knows nothing of the other side, even where both are asked the same", async () => {
  repository.commit("before", { ...PACK, ...queues([1, 2]) });
  repository.commit("after", queues([1, 3]));
  const command = ["review", "--base", "before", "--head", "after", "--program", repository.directory, "--json"];
  const { code, stdout, stderr } = await runCommand(command);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { appeared, disappeared } = JSON.parse(stdout).stacks[0].policies;
  const told = [disappeared, appeared].map((verdicts: readonly { message: string }[]) =>
    verdicts[0]?.message.split(" of "),
  );
  expect(told.map((words) => words?.[0])).toEqual(["[1,2]", "[1,3]"]);
  expect(new Set(told.map((words) => words?.[1])).size).toBe(2);
});
