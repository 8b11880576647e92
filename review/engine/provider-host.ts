import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { EngineError } from "./engine-error";
import { withoutCredentials } from "./program/environment";
import type { Project } from "./project";
import type { Provider, ProviderHost, ProviderSpec } from "./provider";
import { type SimulatedProviderOptions, type SimulatedProviders, startSimulatedProviders } from "./providers/server";
import { RemoteProvider } from "./remote-provider";

/** Package of the resources whose provider is a class inside the program. */
const DYNAMIC_PACKAGE = "pulumi-nodejs";

/** The providers of a preview: simulated ones for every package, and the program's own dynamic ones. */
export function previewProviders(
  project: Project,
  runner: string,
  environment: NodeJS.ProcessEnv,
  options: SimulatedProviderOptions,
): ProviderHost {
  let simulated: Promise<SimulatedProviders> | undefined;
  const started: RemoteProvider[] = [];
  const plugins: ChildProcess[] = [];

  return {
    async start(spec: ProviderSpec): Promise<Provider> {
      const header = String(started.length);
      let address: string;
      if (spec.packageName === DYNAMIC_PACKAGE) {
        address = await startDynamicProvider(project, runner, environment, plugins);
      } else {
        simulated ??= startSimulatedProviders({ programDirectory: project.directory, ...options });
        address = (await simulated).address;
      }
      const provider = await RemoteProvider.connect(address, header, spec);
      started.push(provider);
      return provider;
    },
    async close() {
      for (const provider of started) provider.close();
      for (const plugin of plugins) plugin.kill("SIGKILL");
      await (await simulated)?.close();
    },
  };
}

/** Starts the plugin that the SDK ships for dynamic providers; it prints its port first. */
async function startDynamicProvider(
  project: Project,
  runner: string,
  environment: NodeJS.ProcessEnv,
  plugins: ChildProcess[],
): Promise<string> {
  const script = createRequire(runner).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const plugin = spawn(process.execPath, [script, "127.0.0.1:0"], {
    cwd: project.directory,
    env: { ...withoutCredentials(environment), PULUMI_NODEJS_PROJECT: project.name },
    stdio: ["ignore", "pipe", "inherit"],
  });
  plugins.push(plugin);
  return new Promise((resolve, reject) => {
    plugin.on("error", reject);
    plugin.on("exit", () => reject(new EngineError("the plugin for dynamic providers ended at once")));
    createInterface({ input: plugin.stdout }).once("line", (port) => resolve(`127.0.0.1:${port.trim()}`));
  });
}
