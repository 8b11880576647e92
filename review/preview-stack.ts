import { type Preview, preview } from "./engine/preview";
import { findSdk } from "./engine/program/process";
import type { Project } from "./engine/project";
import { previewProviders } from "./engine/provider-host";
import type { ResourceState } from "./engine/resource-state";
import { type ConfigOverrides, readStackConfig } from "./engine/stack-config";
import { EXIT, Failed } from "./exit-codes";

/** Previews one stack without a cloud. @throws {Failed} when the program does not run to its end. */
export async function previewStack(
  project: Project,
  stack: string,
  onResource: (state: ResourceState) => void,
  overrides: ConfigOverrides = { config: {}, secrets: {} },
): Promise<Preview> {
  const config = readStackConfig(project, stack, overrides);
  const providers = previewProviders(project, findSdk(project).runner, process.env, {});
  const result = await preview({
    project,
    stack,
    config,
    providers,
    stackOutputs: {},
    environment: process.env,
    idleSeconds: 120,
    typeCheck: false, // the commands of the preview and of CI check types
    onResource,
  });
  if (result.failure !== undefined) {
    const code = result.failure.kind === "settings" ? EXIT.settings : EXIT.program;
    throw new Failed(`stack ${stack}: ${result.redactor.text(result.failure.message)}`, code);
  }
  return result;
}
