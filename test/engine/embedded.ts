import { type Preview, preview } from "../../review/engine/preview";
import { findSdk } from "../../review/engine/program/process";
import { previewProviders } from "../../review/engine/provider-host";
import type { SimulatedProviderOptions } from "../../review/engine/providers/server";
import type { ResourceState } from "../../review/engine/resource-state";
import { readStackConfig } from "../../review/engine/stack-config";
import type { ConformanceCase } from "./programs";

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
    idleSeconds: 120,
    typeCheck: false,
    ...(onResource === undefined ? {} : { onResource }),
  });
}
