import { existsSync } from "node:fs";
import { join } from "node:path";
import { toCheckpoint } from "../../review/engine/checkpoint";
import type { Preview } from "../../review/engine/preview";
import { loadAnswers } from "../../review/engine/providers/answers";
import { type SimulatedProviderOptions, startSimulatedProviders } from "../../review/engine/providers/server";
import { isProviderType, packageOf } from "../../review/engine/urn";
import { isObject } from "../../review/engine/values";
import type { PolicyReport } from "../../review/policy/report";
import { type Comparison, compare, EXPORT_RULES, PREVIEW_RULES, UP_RULES } from "./compare";
import { previewJudged } from "./embedded";
import { type AnswerLists, addMadeUpAnswers } from "./made-up-answers";
import type { ConformanceCase } from "./programs";
import type { PulumiCli } from "./pulumi-cli";
import { POLICIES, RealStack, type Run } from "./real-engine";
import { deployedRecords, embeddedRecords, exportedRecords, plannedRecords } from "./records";
import { type Agreement, agreement, type Verdicts, verdictsOfEvents, verdictsOfReport } from "./verdicts";

/** What both engines made of one program. */
export interface Verdict {
  readonly name: string;
  /** Embedded preview against real preview, before anything is redacted. */
  readonly preview: Comparison;
  /** The file of `p95 preview --export` against the real preview. */
  readonly exported: Comparison;
  /** Embedded preview against what a real `up` recorded; absent for a program that is only previewed. */
  readonly up: Comparison | undefined;
  readonly onlyPreview: string | undefined;
  /** What p95's own pack says in `p95 preview`, in the real preview, and about the exported state. */
  readonly policies: Agreement;
}

/** Every rule speaks, and none ends a run. */
const ADVISORY = join(__dirname, "all-advisory.json");
const PACK_FLAGS = ["--policy-pack", POLICIES, "--policy-pack-config", ADVISORY];

/** Runs a program on both engines, with the same simulated providers. @throws {Error} if one of them cannot run it. */
export async function runBoth(cli: PulumiCli, program: ConformanceCase): Promise<Verdict> {
  const { name, project, stack, overrides, stackOutputs, onlyPreview } = program;
  const { embedded, answers, verdicts } = await runEmbedded(program);
  const unanswered = new Set<string>();
  const providers = await startSimulatedProviders({
    programDirectory: project.directory,
    answers,
    onUnansweredInvoke: (token) => unanswered.add(token),
  });
  const options = { cli, project, stack, overrides, stackOutputs, providerPort: providers.port, saveEachStep: false };
  try {
    const real = await RealStack.create({
      ...options,
      packages: attachedPackages(embedded),
    });
    try {
      const planned = await real.preview(...PACK_FLAGS);
      assertSuccess(`${name}: pulumi preview`, planned);
      const ours = embeddedRecords(embedded);
      const theirs = plannedRecords(planned);
      const preview = compare(ours, theirs, PREVIEW_RULES);
      const checkpoint = toCheckpoint(embedded);
      const exported = compare(exportedRecords(checkpoint), theirs, EXPORT_RULES);
      const analyzed = await real.analyze(checkpoint, ...PACK_FLAGS);
      assertSuccess(`${name}: pulumi policy analyze`, analyzed);
      const engine = verdictsOfEvents(planned.events, "");
      const state = verdictsOfEvents(analyzed.events, embedded.rootUrn);
      const policies = agreement(verdicts, engine, state, checkpoint.deployment.resources);
      if (onlyPreview !== undefined) return { name, preview, exported, up: undefined, onlyPreview, policies };
      assertSuccess(`${name}: pulumi up`, await upWithAnswers(real, answers, unanswered, project.directory));
      const up = compare(ours, deployedRecords(await real.resources()), UP_RULES);
      return { name, preview, exported, up, onlyPreview, policies };
    } finally {
      await real.dispose();
    }
  } finally {
    await providers.close();
  }
}

/** Runs `up`; where it stops at a function that only now has known arguments and that nobody answers, answers and goes on. */
export async function upWithAnswers(
  real: RealStack,
  answers: AnswerLists,
  unanswered: Set<string>,
  programDirectory: string,
): Promise<Run> {
  for (;;) {
    unanswered.clear();
    const run = await real.change("up");
    if (run.exitCode === 0 || unanswered.size === 0) return run;
    addMadeUpAnswers(answers, unanswered, programDirectory);
  }
}

interface JudgedRun {
  readonly embedded: Preview;
  readonly verdicts: Verdicts;
}

interface EmbeddedRun extends JudgedRun {
  /** What functions are answered with beyond our own facts. */
  readonly answers: AnswerLists;
}

async function runEmbedded(program: ConformanceCase): Promise<EmbeddedRun> {
  const programDirectory = program.project.directory;
  const methods = new Map<string, string>();
  const unanswered = new Set<string>();
  const file = join(programDirectory, "answers.json");
  const answers: AnswerLists = existsSync(file) ? { ...(loadAnswers(file) as AnswerLists) } : {};
  const first = await runJudged(program, {
    programDirectory,
    answers,
    onUnansweredInvoke: (token) => unanswered.add(token),
    onCall: ({ method, token }) => {
      if (token !== undefined) methods.set(token, method);
    },
  });
  // Unknown results of methods are handed on by both engines, those of functions only by ours.
  const invoked = [...unanswered].filter((token) => methods.get(token) === "Invoke");
  if (invoked.length === 0) return { ...first, answers };
  addMadeUpAnswers(answers, invoked, programDirectory);
  return { ...(await runJudged(program, { programDirectory, answers })), answers };
}

async function runJudged(program: ConformanceCase, simulation: SimulatedProviderOptions): Promise<JudgedRun> {
  const { embedded, policies } = await previewJudged(program, simulation, ADVISORY);
  const { failure } = embedded;
  if (failure !== undefined) throw new Error(`${program.name}: the embedded engine failed: ${failure.message}`);
  return { embedded, verdicts: verdictsOfReport(policies as PolicyReport) };
}

/** Packages that a program uses, and the plugins that stand behind parameterized ones. */
function attachedPackages({ resources }: Preview): string[] {
  const packages = resources.flatMap(({ type, inputs }) => {
    if (!isProviderType(type)) return [];
    const internal = isObject(inputs.__internal) ? inputs.__internal : {};
    return [packageOf(type), ...(typeof internal.name === "string" ? [internal.name] : [])];
  });
  return [...new Set(packages)].filter((name) => !BUILT_IN.has(name));
}

/** Packages whose providers the engines bring along or start themselves. */
const BUILT_IN = new Set(["pulumi", "pulumi-nodejs"]);

function assertSuccess(what: string, { exitCode, errors }: Run): void {
  if (exitCode !== 0) throw new Error(`${what} ended with exit code ${exitCode}\n${errors}`);
}
