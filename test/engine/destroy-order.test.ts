import { afterEach, beforeAll, expect, test } from "@jest/globals";
import type { CheckpointResource } from "../../review/engine/checkpoint";
import { type SimulatedProviders, startSimulatedProviders } from "../../review/engine/providers/server";
import { succeeded } from "./changes-stack";
import type { AnswerLists } from "./made-up-answers";
import { conformanceCases } from "./programs";
import { findPulumi, type PulumiCli } from "./pulumi-cli";
import { RealStack } from "./real-engine";
import { upWithAnswers } from "./run-both";
import { SimulatedCloud } from "./simulated-cloud";

let cli: PulumiCli;
let providers: SimulatedProviders | undefined;
let stack: RealStack | undefined;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
});
afterEach(async () => {
  await stack?.dispose();
  await providers?.close();
});

test.each(["dev", "staging"])(
  "a destroy of %s deletes everything, each resource after all that depend on it",
  async (name) => {
    const program = conformanceCases().find((each) => each.name === `p95 ${name}`)!;
    const { project, overrides, stackOutputs } = program;
    const cloud = new SimulatedCloud(() => false);
    const unanswered = new Set<string>();
    const answers: AnswerLists = {};
    providers = await startSimulatedProviders({
      programDirectory: project.directory,
      answers,
      onUnansweredInvoke: (token) => unanswered.add(token),
      around: cloud.around,
    });
    const options = { cli, project, stack: program.stack, overrides, stackOutputs, saveEachStep: false };
    const packages = ["aws", "kubernetes", "random"];
    stack = await RealStack.create({ ...options, packages, providerPort: providers.port });
    succeeded(await upWithAnswers(stack, answers, unanswered, project.directory));
    const resources = await stack.resources();

    succeeded(await stack.change("destroy"));
    expect([...cloud.things.keys()]).toEqual([]);
    expect(await stack.resources()).toEqual([]);

    const deletions = cloud.effects.filter(({ operation }) => operation === "delete").map(({ urn }) => urn);
    const created = cloud.effects.filter(({ operation }) => operation === "create").map(({ urn }) => urn);
    expect([...deletions].sort()).toEqual([...created].sort());
    const place = new Map(deletions.map((urn, i) => [urn, i]));
    const deleted = resources.filter(({ retainOnDelete }) => retainOnDelete !== true); // what is retained goes with its bucket
    const pairs = deleted.flatMap((user) => needsOf(user).map((used) => ({ user: user.urn, used })));
    const ofThings = pairs.filter(({ user, used }) => place.has(user) && place.has(used));
    expect(ofThings.filter(({ user, used }) => place.get(user)! > place.get(used)!)).toEqual([]);
    expect(ofThings.length).toBeGreaterThan(deletions.length);
  },
);

function needsOf({ dependencies, parent }: CheckpointResource): string[] {
  return [...((dependencies as string[] | undefined) ?? []), ...(typeof parent === "string" ? [parent] : [])];
}
