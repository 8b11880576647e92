import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Checkpoint } from "../../review/engine/checkpoint";
import { readProject } from "../../review/engine/project";
import { startSimulatedProviders } from "../../review/engine/providers/server";
import { EXIT } from "../../review/exit-codes";
import type { JsonPolicies } from "../../review/policy/json";
import { runCommand } from "../support/run-preview";
import { type AnswerLists, addMadeUpAnswers } from "./made-up-answers";
import { type ConformanceCase, conformanceCases } from "./programs";
import { findPulumi, type PulumiCli } from "./pulumi-cli";
import { POLICIES, RealStack, type Run } from "./real-engine";
import { agreement, type Verdicts, verdictsOfEvents, verdictsOfReport } from "./verdicts";

/** Breaks rules of every kind and level. */
const VIOLATIONS: ConformanceCase = {
  ...{ name: "violations", project: readProject(join(__dirname, "violations")), stack: "dev", stackOutputs: {} },
  ...{ overrides: { config: {}, secrets: {} }, onlyPreview: undefined },
};
const SETTINGS = join(POLICIES, "stacks/prod.json");
const FLAGS = ["--policy-pack", POLICIES, "--policy-pack-config", SETTINGS];

const folder = mkdtempSync(join(tmpdir(), "p95-policies-"));
let cli: PulumiCli;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Verdicts of every program, with every rule advisory, are compared by conformance.test.ts.
test.each(["violations", "reads"])(
  "all three judge %s alike by the settings of prod, and so they end",
  async (name) => {
    const program = [...conformanceCases(), VIOLATIONS].find((each) => each.name === name) as ConformanceCase;
    const { verdicts, checkpoint, answers } = await byP95(program);
    const { preview, analyzed } = await byEngine(program, checkpoint, answers);
    const { resources } = checkpoint.deployment;
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn as string;
    const engine = judgement(preview, "");
    const state = judgement(analyzed, root);
    expect(agreement(verdicts, engine, state, resources).differences).toEqual({});
    if (name === VIOLATIONS.name) expect([...verdicts.keys()]).toEqual(expect.arrayContaining(BROKEN.map(beginning)));
  },
);

/** Some of what the program `violations` breaks: a rule of each kind, so that agreement is not about nothing. */
const BROKEN = [
  "mandatory queues-poll-long urn:pulumi:dev::violations::violations:index:Shop$aws:sqs/queue:Queue::shop-orders",
  "not evaluable queues-poll-long urn:pulumi:dev::violations::violations:index:Shop$aws:sqs/queue:Queue::shop-returns",
  "mandatory what-holds-data-is-protected urn:pulumi:dev::violations::aws:rds/cluster:Cluster::database",
  "mandatory aurora-has-a-reader-to-fail-over-to urn:pulumi:dev::violations::aws:rds/cluster:Cluster::database",
  "advisory aurora-pays-nothing-by-the-request urn:pulumi:dev::violations::aws:rds/cluster:Cluster::database",
  "mandatory images-are-pinned-by-digest urn:pulumi:dev::violations::kubernetes:apps/v1:Deployment::web",
];
const beginning = (text: string) => expect.stringContaining(`${text}: `);

interface Judged {
  readonly verdicts: Verdicts;
  readonly checkpoint: Checkpoint;
  /** To functions that nobody can answer without a cloud. */
  readonly answers: AnswerLists;
}

/** What the command says. Where functions are unanswered it is asked again with answers, which the real engine needs. */
async function byP95({ name, project, stack }: ConformanceCase): Promise<Judged> {
  const file = join(folder, `${name}.json`);
  const answersFile = join(folder, `${name}-answers.json`);
  const answers: AnswerLists = {};
  const target = ["--program", project.directory, "--stack", stack, "--answers", answersFile];
  const shape = ["--json", "--export", file, "--no-type-check", "--timeout", "300", "--quiet"];
  for (;;) {
    writeFileSync(answersFile, JSON.stringify(answers));
    const { code, stdout, stderr } = await runCommand(["preview", ...target, ...FLAGS, ...shape]);
    if (code !== EXIT.ok && code !== EXIT.policy) throw new Error(`${name}: exit code ${code}\n${stderr}`);
    const { policies, unansweredFunctions } = JSON.parse(stdout) as {
      policies: JsonPolicies;
      unansweredFunctions: string[];
    };
    const open = unansweredFunctions.filter((token) => answers[token] === undefined);
    if (open.length === 0) {
      const verdicts = verdictsOfReport(policies);
      expect(code === EXIT.policy).toBe(refuses(verdicts));
      return { verdicts, checkpoint: JSON.parse(readFileSync(file, "utf8")), answers };
    }
    addMadeUpAnswers(answers, open, project.directory);
  }
}

async function byEngine(program: ConformanceCase, checkpoint: Checkpoint, answers: AnswerLists) {
  const { project, stack, overrides, stackOutputs } = program;
  const providers = await startSimulatedProviders({ programDirectory: project.directory, answers });
  const options = { cli, project, stack, overrides, stackOutputs, saveEachStep: false };
  try {
    const packages = ["aws", "kubernetes", "random"];
    const real = await RealStack.create({ ...options, packages, providerPort: providers.port });
    try {
      return { preview: await real.preview(...FLAGS), analyzed: await real.analyze(checkpoint, ...FLAGS) };
    } finally {
      await real.dispose();
    }
  } finally {
    await providers.close();
  }
}

/** A judge fails if, and only if, something mandatory is violated. */
function judgement({ events, exitCode, errors }: Run, root: string): Verdicts {
  const verdicts = verdictsOfEvents(events, root);
  if ((exitCode !== 0) !== refuses(verdicts)) throw new Error(`The judge ended with exit code ${exitCode}\n${errors}`);
  return verdicts;
}

const refuses = (verdicts: Verdicts) => [...verdicts.keys()].some((each) => each.startsWith("mandatory"));
