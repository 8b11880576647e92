import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Analyzer, type Finding } from "../../review/engine/analyzer";
import { toAnalyzeRequest, toStackRequest } from "../../review/engine/analyzer-messages";
import { readPolicyPack } from "../../review/engine/analyzer-pack";
import { reconcile } from "../../review/engine/analyzer-settings";
import type { ResourceState } from "../../review/engine/resource-state";
import { providerUrnOf } from "../../review/engine/urn";
import { Turns } from "../../review/policy/turns";
import { type ProcessUse, ROOT } from "../measured-run";

/** Longer than the pause between two notes of what the pack's process has used. Unit: milliseconds. */
const SETTLE_MILLIS = 350;
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
    await wait(SETTLE_MILLIS);
    return { wallSeconds, use: JSON.parse(readFileSync(file, "utf8")) as ProcessUse, findings: findings.length };
  } finally {
    analyzer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const useSoFar = join(ROOT, "bench/use-so-far.cjs");

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
