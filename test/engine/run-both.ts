import { existsSync } from "node:fs";
import { join } from "node:path";
import { toCheckpoint } from "../../review/engine/checkpoint";
import type { Preview } from "../../review/engine/preview";
import { type Answers, loadAnswers } from "../../review/engine/providers/answers";
import { startSimulatedProviders } from "../../review/engine/providers/server";
import { isProviderType, packageOf } from "../../review/engine/urn";
import { isObject } from "../../review/engine/values";
import { type Comparison, compare, PREVIEW_RULES, UP_RULES } from "./compare";
import { previewEmbedded, stackOutputsOf } from "./embedded";
import { madeUpAnswers } from "./made-up-answers";
import type { ConformanceCase } from "./programs";
import type { PulumiCli } from "./pulumi-cli";
import { RealStack, type Run } from "./real-engine";
import { deployedRecords, embeddedRecords, exportedRecords, plannedRecords } from "./records";

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
}

/** Runs a program on both engines, with the same simulated providers. @throws {Error} if one of them cannot run it. */
export async function runBoth(cli: PulumiCli, program: ConformanceCase): Promise<Verdict> {
  const { name, project, stack, overrides, onlyPreview } = program;
  const { embedded, answers, answersForUp } = await runEmbedded(program);
  const providers = await startSimulatedProviders({ programDirectory: project.directory, answers });
  const options = { cli, project, stack, overrides, providerPort: providers.port, saveEachStep: false };
  try {
    const real = await RealStack.create({
      ...options,
      packages: attachedPackages(embedded),
      stackOutputs: stackOutputsOf(project),
    });
    try {
      const planned = await real.preview();
      assertSuccess(`${name}: pulumi preview`, planned);
      const ours = embeddedRecords(embedded);
      const theirs = plannedRecords(planned);
      const preview = compare(ours, theirs, PREVIEW_RULES);
      const exported = compare(exportedRecords(toCheckpoint(embedded)), theirs, PREVIEW_RULES);
      if (onlyPreview !== undefined) return { name, preview, exported, up: undefined, onlyPreview };
      Object.assign(answers, answersForUp);
      assertSuccess(`${name}: pulumi up`, await real.change("up"));
      const up = compare(ours, deployedRecords(await real.resources()), UP_RULES);
      return { name, preview, exported, up, onlyPreview };
    } finally {
      await real.dispose();
    }
  } finally {
    await providers.close();
  }
}

interface EmbeddedRun {
  readonly embedded: Preview;
  /** What functions were answered with beyond our own facts. */
  readonly answers: Answers;
  /** Answers to methods of resources besides: in a preview both engines hand unknown ones on. */
  readonly answersForUp: Answers;
}

async function runEmbedded({ name, project, stack, overrides }: ConformanceCase): Promise<EmbeddedRun> {
  const programDirectory = project.directory;
  const methods = new Map<string, string>();
  const unanswered = new Set<string>();
  const file = join(programDirectory, "answers.json");
  const own = existsSync(file) ? loadAnswers(file) : {};
  const first = await previewEmbedded(project, stack, overrides, {
    programDirectory,
    answers: own,
    onUnansweredInvoke: (token) => unanswered.add(token),
    onCall: ({ method, token }) => {
      if (token !== undefined) methods.set(token, method);
    },
  });
  assertComplete(name, first);
  const invoked = [...unanswered].filter((token) => methods.get(token) === "Invoke");
  const called = [...unanswered].filter((token) => methods.get(token) === "Call");
  const answers = { ...own, ...madeUpAnswers(invoked, programDirectory) };
  const answersForUp = madeUpAnswers(called, programDirectory);
  if (invoked.length === 0) return { embedded: first, answers, answersForUp };
  const second = await previewEmbedded(project, stack, overrides, { programDirectory, answers });
  assertComplete(name, second);
  return { embedded: second, answers, answersForUp };
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

function assertComplete(name: string, { failure }: Preview): void {
  if (failure !== undefined) throw new Error(`${name}: the embedded engine failed: ${failure.message}`);
}

function assertSuccess(what: string, { exitCode, errors }: Run): void {
  if (exitCode !== 0) throw new Error(`${what} ended with exit code ${exitCode}\n${errors}`);
}
