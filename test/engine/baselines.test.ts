import { beforeAll, expect, test } from "@jest/globals";
import { startSimulatedProviders } from "../../review/engine/providers/server";
import type { Deployment } from "../../review/recovery/adopt-pending";
import { consequenceOf, loadReplacements } from "../../review/terraform/replacements";
import { baselines, readBaseline } from "./baselines/baselines";
import { nameOf, succeeded } from "./changes-stack";
import { type AnswerLists, addMadeUpAnswers } from "./made-up-answers";
import { conformanceCases } from "./programs";
import { findPulumi, type PulumiCli } from "./pulumi-cli";
import { type RealPreview, RealStack } from "./real-engine";
import { STATEFUL_TYPES } from "./stateful-types";

let cli: PulumiCli;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
});

const HARMLESS = new Set(["same", "update", "read", "refresh"]);

/** What an `up` from this state would delete or replace, of all that is stateful in it. */
async function lostFrom(stack: string, deployment: Deployment): Promise<string[]> {
  const stateful = new Set(statefulIn(deployment));
  const { steps } = await previewFrom(stack, deployment);
  // An alias keeps a resource under another URN, so what counts is what happens to the old one.
  const lost = steps.filter(({ op, urn }) => stateful.has(urn) && !HARMLESS.has(op));
  return lost.map(({ op, urn }) => `${op} ${nameOf(urn)}`).sort();
}

function statefulIn({ resources = [] }: Deployment): string[] {
  return resources.filter(({ type }) => STATEFUL_TYPES.has(type)).map(({ urn }) => urn);
}

test.each(baselines())("an up from $release keeps everything stateful of $stack in place", async (baseline) => {
  const deployment = readBaseline(baseline);
  expect(statefulIn(deployment).length).toBeGreaterThan(20);
  expect(await lostFrom(baseline.stack, deployment)).toEqual([]);
});

test("a stateful resource that was renamed without an alias, or has another immutable input, is told", async () => {
  const [oldest] = baselines();
  const text = JSON.stringify(readBaseline({ ...oldest!, stack: "dev" }));
  const renamed = text.replaceAll("aws:ec2/vpc:Vpc::", "aws:ec2/vpc:Vpc::former-");
  const deployment: Deployment = JSON.parse(renamed);
  const subnet = deployment.resources?.find(({ type }) => type === "aws:ec2/subnet:Subnet") as unknown as {
    urn: string;
    inputs: Record<string, string>;
  };
  subnet.inputs.cidrBlock = "10.255.0.0/24";
  const lost = await lostFrom("dev", deployment);
  expect(lost).toEqual(expect.arrayContaining(["delete former-us-east-1-network-vpc"]));
  expect(lost.filter((line) => line.endsWith(nameOf(subnet.urn)))).not.toEqual([]);
});

/** Previews today's program on the real engine, from what a release left behind. */
async function previewFrom(ofStack: string, deployment: Deployment): Promise<RealPreview> {
  const { project, stack, overrides, stackOutputs } = conformanceCases().find(({ name }) => name === `p95 ${ofStack}`)!;
  const answers: AnswerLists = {};
  const unanswered = new Set<string>();
  const replacements = loadReplacements();
  const providers = await startSimulatedProviders({
    programDirectory: project.directory,
    answers,
    unanswered: "error",
    onUnansweredInvoke: (token) => unanswered.add(token),
    // Of other providers nobody has measured what replaces.
    forcesReplacement: (type, path) =>
      type.startsWith("aws:") && consequenceOf(replacements, type, path, "update") !== "update",
  });
  const options = { cli, project, stack, overrides, stackOutputs, saveEachStep: false };
  try {
    const packages = ["aws", "kubernetes", "random"];
    const real = await RealStack.create({ ...options, packages, providerPort: providers.port });
    try {
      await real.import(deployment);
      for (;;) {
        unanswered.clear();
        const preview = await real.preview();
        if (preview.exitCode === 0 || unanswered.size === 0) return succeeded(preview) as RealPreview;
        addMadeUpAnswers(answers, unanswered, project.directory);
      }
    } finally {
      await real.dispose();
    }
  } finally {
    await providers.close();
  }
}
