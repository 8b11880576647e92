import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readPolicyPack } from "../../review/engine/analyzer-pack";
import type { Checkpoint } from "../../review/engine/checkpoint";
import { readProject } from "../../review/engine/project";
import { startSimulatedProviders } from "../../review/engine/providers/server";
import { EXIT } from "../../review/exit-codes";
import { unknownPath } from "../../review/policy/findings";
import type { JsonPolicies } from "../../review/policy/json";
import { runCommand } from "../support/run-preview";
import { startCli } from "./cli-process";
import { type PolicyRow, policyTable, writeSection } from "./conformance-report";
import { type AnswerLists, addMadeUpAnswers } from "./made-up-answers";
import { type ConformanceCase, conformanceCases } from "./programs";
import { findPulumi, type PulumiCli } from "./pulumi-cli";
import { type EngineEvent, RealStack } from "./real-engine";

const PACK = resolve(__dirname, "../../policies");
const VIOLATIONS: ConformanceCase = {
  ...{ name: "violations", project: readProject(join(__dirname, "violations")), stack: "dev", stackOutputs: {} },
  ...{ overrides: { config: {}, secrets: {} }, onlyPreview: undefined },
};

/** A program, and whose settings of the rules it is judged by. */
const CASES: readonly (readonly [string, string])[] = [
  ["violations", "prod"],
  ["no-default-providers", "prod"],
  ["reads", "prod"],
  ["transforms", "default"],
  ["p95 dev", "default"],
];

const folder = mkdtempSync(join(tmpdir(), "p95-policies-"));
const path = process.env.PATH;
let cli: PulumiCli;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  installAnalyzer();
});

afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

/** A script of the name that the engine looks for on the PATH, which runs the pack with the SDK that is installed for it. */
function installAnalyzer(): void {
  const script = createRequire(readPolicyPack(PACK).runner).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const file = join(folder, "pulumi-analyzer-policy-nodejs");
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(file, 0o755);
  process.env.PATH = [folder, path].join(delimiter);
}

/** URN of the resource by what is said about it: level, rule, resource and message in a line. */
type Verdicts = ReadonlyMap<string, string>;

/**
 * Not compared with the judge of state files, which calls whole outputs unknown there (`spec`, `metadata`, `chart`) that the engine
 * shows to rules about the whole stack. Nobody has found out yet why.
 */
const NOT_IN_STATE: ReadonlySet<string> = new Set<string>([]);

/** What only one of two judges says. */
const onlyIn = (one: Verdicts, other: Verdicts) => [...one].filter(([said]) => !other.has(said));
const lines = (verdicts: readonly (readonly [string, string])[]) => verdicts.map(([said]) => said);

const rows: PolicyRow[] = [];

/** Only a run over everything may speak for everything. */
afterAll(() => {
  if (rows.length === CASES.length) writeSection("policies", policyTable(rows));
});

test.each(CASES)("all three judge %s alike, by the settings of %s", async (name, settings) => {
  const program = [...conformanceCases(), VIOLATIONS].find((each) => each.name === name) as ConformanceCase;
  const packFlags = ["--policy-pack", PACK, "--policy-pack-config", join(PACK, "stacks", `${settings}.json`)];
  const { verdicts, file, root, answers, external } = await byP95(program, packFlags);
  const engine = await byEngine(program, packFlags, answers);
  const state = NOT_IN_STATE.has(name) ? undefined : await byState(file, packFlags, root);

  // What is only read: see docs/conformance.md.
  const explained = ([, urn]: readonly [string, string]) => external.has(urn);
  const unexplained = (all: [string, string][]) => lines(all.filter((each) => !explained(each)));
  expect({
    ofP95: lines(onlyIn(verdicts, engine)),
    ofEngine: lines(onlyIn(engine, verdicts)),
    ofState: state && unexplained(onlyIn(state, verdicts)),
    notOfState: state && lines(onlyIn(verdicts, state)),
  }).toEqual({ ofP95: [], ofEngine: [], ofState: state && [], notOfState: state && [] });
  rows.push({
    program: name,
    verdicts: verdicts.size,
    notEvaluable: lines([...verdicts]).filter((said) => said.startsWith("not evaluable")).length,
    fromState: state && onlyIn(state, verdicts).length,
  });
  if (name === VIOLATIONS.name) expect(lines([...verdicts])).toEqual(expect.arrayContaining(BROKEN.map(beginning)));
});

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
  /** The exported state. */
  readonly file: string;
  /** URN of the stack. */
  readonly root: string;
  /** To functions that nobody can answer without a cloud. */
  readonly answers: AnswerLists;
  /** URNs of resources that are only read. */
  readonly external: ReadonlySet<string>;
}

/** What `p95 preview` says. Where functions are unanswered it is asked again with answers, which the real engine needs. */
async function byP95({ name, project, stack }: ConformanceCase, packFlags: readonly string[]): Promise<Judged> {
  const file = join(folder, `${name}.json`);
  const answersFile = join(folder, `${name}-answers.json`);
  const answers: AnswerLists = {};
  const target = ["--program", project.directory, "--stack", stack];
  const shape = ["--json", "--export", file, "--no-type-check", "--timeout", "300", "--quiet"];
  for (;;) {
    writeFileSync(answersFile, JSON.stringify(answers));
    const { code, stdout, stderr } = await runCommand([
      ...["preview", ...target, ...packFlags, ...shape, "--answers", answersFile],
    ]);
    if (code !== EXIT.ok && code !== EXIT.policy)
      throw new Error(`${name}: p95 preview exited with ${code}\n${stderr}`);
    const { policies, unansweredFunctions } = JSON.parse(stdout) as {
      policies: JsonPolicies;
      unansweredFunctions: string[];
    };
    const open = unansweredFunctions.filter((token) => answers[token] === undefined);
    if (open.length > 0) {
      addMadeUpAnswers(answers, open, project.directory);
      continue;
    }
    const { deployment } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
    const verdicts = new Map([
      ...policies.violations.map(({ level, rule, urn, why, message }) =>
        verdict(level, rule, urn, message === "" ? why : `${why}\n${message}`),
      ),
      ...policies.notEvaluable.map(({ rule, urn, path: at }) => verdict("not evaluable", rule, urn, at)),
    ]);
    const external = new Set(deployment.resources.filter((each) => each.external === true).map(({ urn }) => urn));
    const root = deployment.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn as string;
    return { verdicts, file, root, answers, external };
  }
}

/** What the real engine says while it previews. */
async function byEngine(
  { project, stack, overrides, stackOutputs }: ConformanceCase,
  packFlags: readonly string[],
  answers: AnswerLists,
): Promise<Verdicts> {
  const providers = await startSimulatedProviders({ programDirectory: project.directory, answers });
  const options = { cli, project, stack, overrides, stackOutputs, saveEachStep: false };
  try {
    const packages = ["aws", "kubernetes", "random"];
    const real = await RealStack.create({ ...options, packages, providerPort: providers.port });
    try {
      const { events, errors, exitCode } = await real.preview(...packFlags);
      const verdicts = verdictsOf(events, "");
      assertExit(exitCode, verdicts, errors);
      return verdicts;
    } finally {
      await real.dispose();
    }
  } finally {
    await providers.close();
  }
}

/** What Pulumi's own judge of a state file says, which sees neither a program nor providers. */
async function byState(file: string, packFlags: readonly string[], root: string): Promise<Verdicts> {
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, TMPDIR: tmpdir(), PULUMI_HOME: home, PULUMI_CONFIG_PASSPHRASE: "" },
    ...{ PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
  };
  const args = ["policy", "analyze", "--file", file, "--json", "--non-interactive", "--color", "never", ...packFlags];
  const { exitCode, output, errors } = await startCli(cli.command, args, folder, env).finished;
  const events = output.split("\n").filter((each) => each !== "");
  const verdicts = verdictsOf(
    events.map((each) => JSON.parse(each) as EngineEvent),
    root,
  );
  assertExit(exitCode, verdicts, errors);
  return verdicts;
}

/** A judge fails if, and only if, something mandatory is violated. */
function assertExit(exitCode: number | null, verdicts: Verdicts, errors: string): void {
  const refused = [...verdicts.keys()].some((each) => each.startsWith("mandatory"));
  if ((exitCode !== 0) !== refused) throw new Error(`The judge ended with exit code ${exitCode}\n${errors}`);
}

/** The fields used here of `PolicyEvent` in apitype/events.go. */
interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
}

/** @param root stands in for the stack where an event names no resource. */
function verdictsOf(events: readonly EngineEvent[], root: string): Verdicts {
  const found = (events as readonly { readonly policyEvent?: PolicyEvent }[]).flatMap(({ policyEvent }) => {
    if (policyEvent === undefined) return [];
    const { resourceUrn, message, policyName, enforcementLevel } = policyEvent;
    // Without the marks of colours, and the end of the line.
    const text = message.replace(/<\{%.*?%\}>/g, "").trimEnd();
    const unknown = unknownPath(text);
    const level = unknown === undefined ? enforcementLevel : "not evaluable";
    return [verdict(level, policyName, resourceUrn || root, unknown ?? text)];
  });
  return new Map(found);
}

const verdict = (level: string, rule: string, urn: string, said: string): [string, string] => [
  `${level} ${rule} ${urn}: ${said}`,
  urn,
];
