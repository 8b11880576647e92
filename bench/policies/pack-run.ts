import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Analyzer, type Finding } from "../../review/engine/analyzer";
import { toAnalyzeRequest, toStackRequest } from "../../review/engine/analyzer-messages";
import { readPolicyPack } from "../../review/engine/analyzer-pack";
import { reconcile } from "../../review/engine/analyzer-settings";
import type { ResourceState } from "../../review/engine/resource-state";
import { providerUrnOf } from "../../review/engine/urn";
import { EXIT, Failed } from "../../review/exit-codes";
import { Turns } from "../../review/policy/turns";
import { type ProcessUse, ROOT } from "../measured-run";

/** Between two looks for what the pack's process has used. Unit: milliseconds. */
const LOOK_MILLIS = 50;
const MOST_LOOKS = 400;
/** Judging 10,000 resources as one stack takes a while. Unit: seconds. */
const IDLE_SECONDS = 600;
const STACK = { project: "p95", organization: "organization", config: { values: {}, secretKeys: [] } };

/** One run of our pack, with its defaults, in an analyzer process of its own, from its start to its last finding. */
export interface PackRun {
  readonly wallSeconds: number;
  /** Of the pack's process. */
  readonly use: ProcessUse;
  readonly findings: number;
}

/** Shows every resource and then the whole stack to the pack, as a preview does. */
export async function packRun(stack: string, states: readonly ResourceState[]): Promise<PackRun> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const file = join(folder, "measures");
  const pack = { ...readPolicyPack(join(ROOT, "policies")), nodeArguments: ["--require", useSoFar] };
  const environment = { ...process.env, BENCH_MEASURES: file };
  const started = performance.now();
  const { analyzer, ready } = Analyzer.launch(pack, "127.0.0.1:0", { ...STACK, stack }, environment, IDLE_SECONDS);
  try {
    const info = await ready;
    await analyzer.configure(reconcile(info.name, info.policies, info.settings));
    const findings = await judge(analyzer, states);
    const wallSeconds = (performance.now() - started) / 1000;
    return { wallSeconds, use: await useAfter(file, Date.now()), findings: findings.length };
  } finally {
    analyzer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const useSoFar = join(ROOT, "bench/use-so-far.cjs");

/** What the pack's process notes after a moment in time. @throws {Failed} when it notes nothing more. */
async function useAfter(file: string, millis: number): Promise<ProcessUse> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const notedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (notedAt > millis) return JSON.parse(readFileSync(file, "utf8"));
    await wait(LOOK_MILLIS);
  }
  throw new Failed("The policy pack's process does not tell what it has used", EXIT.program);
}

async function judge(analyzer: Analyzer, states: readonly ResourceState[]): Promise<Finding[]> {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  const providerOf = ({ provider }: ResourceState) => byUrn.get(providerUrnOf(provider));
  const findings: Finding[] = [];
  const turns = new Turns();
  for (const state of states) {
    turns.add(async () => {
      findings.push(...(await analyzer.analyze(toAnalyzeRequest(state, state.inputs, providerOf(state)))));
    });
  }
  await turns.done();
  return [...findings, ...(await analyzer.analyzeStack(toStackRequest(states, providerOf)))];
}
