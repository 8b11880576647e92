import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackOutputs } from "../../review/engine/builtin-provider";
import { type Preview, preview } from "../../review/engine/preview";
import { findSdk } from "../../review/engine/program/process";
import type { Project } from "../../review/engine/project";
import { previewProviders } from "../../review/engine/provider-host";
import type { SimulatedProviderOptions } from "../../review/engine/providers/server";
import { type ConfigOverrides, readStackConfig } from "../../review/engine/stack-config";
import { readStackOutputs } from "../../review/engine/stack-outputs";

/** Previews a stack with the embedded engine, as `p95 preview` does. */
export async function previewEmbedded(
  project: Project,
  stack: string,
  overrides: ConfigOverrides,
  simulation: SimulatedProviderOptions,
): Promise<Preview> {
  return preview({
    project,
    stack,
    config: readStackConfig(project, stack, overrides),
    providers: previewProviders(project, findSdk(project).runner, process.env, simulation),
    stackOutputs: stackOutputsOf(project),
    environment: process.env,
    idleSeconds: 120,
    typeCheck: false,
  });
}

/** Outputs of other stacks that lie beside a program. */
export function stackOutputsOf(project: Project): StackOutputs {
  const file = join(project.directory, "stack-outputs.json");
  return existsSync(file) ? readStackOutputs(file) : {};
}
