import { readPolicyPack } from "../../review/engine/analyzer-pack";
import { readPackSettings } from "../../review/engine/analyzer-settings";
import { type Preview, preview } from "../../review/engine/preview";
import { findSdk } from "../../review/engine/program/process";
import { previewProviders } from "../../review/engine/provider-host";
import type { SimulatedProviderOptions } from "../../review/engine/providers/server";
import type { ResourceState } from "../../review/engine/resource-state";
import { readStackConfig } from "../../review/engine/stack-config";
import { startPacks } from "../../review/policy/judge";
import type { PolicyReport } from "../../review/policy/report";
import type { ConformanceCase } from "./programs";
import { ORGANIZATION, POLICIES } from "./real-engine";

const IDLE_SECONDS = 120;

/** Previews a stack with the embedded engine, as `p95 preview` does. */
export async function previewEmbedded(
  { project, stack, overrides, stackOutputs }: ConformanceCase,
  simulation: SimulatedProviderOptions,
  onResource?: (state: ResourceState) => void,
): Promise<Preview> {
  return preview({
    project,
    stack,
    config: readStackConfig(project, stack, overrides),
    providers: previewProviders(project, findSdk(project).runner, process.env, simulation),
    stackOutputs,
    environment: process.env,
    idleSeconds: IDLE_SECONDS,
    typeCheck: false,
    ...(onResource === undefined ? {} : { onResource }),
  });
}

/**
 * Previews a stack with the embedded engine while p95's own pack judges it, by the settings in a file.
 * @returns no policies where the program failed.
 */
export async function previewJudged(
  program: ConformanceCase,
  simulation: SimulatedProviderOptions,
  settingsFile: string,
): Promise<{ readonly embedded: Preview; readonly policies: PolicyReport | undefined }> {
  const { project, stack, overrides } = program;
  const config = readStackConfig(project, stack, overrides);
  const request = { pack: readPolicyPack(POLICIES), settings: readPackSettings(settingsFile) };
  const judged = { project: project.name, stack, organization: ORGANIZATION, config };
  const packs = await startPacks([request], judged, process.env, IDLE_SECONDS);
  try {
    const embedded = await previewEmbedded(program, simulation, (state) => packs.add(state));
    return { embedded, policies: embedded.failure === undefined ? await packs.judge(embedded) : undefined };
  } finally {
    packs.close();
  }
}
