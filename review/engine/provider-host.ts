import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { EngineError } from "./engine-error";
import { withoutCredentials } from "./program/environment";
import type { Project } from "./project";
import type { Provider, ProviderHost, ProviderSpec } from "./provider";
import { Declarations } from "./providers/declared-fields";
import { simulatedProviderHost } from "./providers/in-process";
import type { SimulatedProviderOptions } from "./providers/options";
import { RemoteProvider } from "./remote-provider";
import { containsUnknown, UNKNOWN } from "./values";

/** Package of the resources whose provider is a class inside the program. */
const DYNAMIC_PACKAGE = "pulumi-nodejs";

/** The providers of a preview: simulated ones for every package, and the program's own dynamic ones. */
export function previewProviders(
  project: Project,
  runner: string,
  environment: NodeJS.ProcessEnv,
  options: SimulatedProviderOptions,
): ProviderHost {
  const simulated = simulatedProviderHost({ programDirectory: project.directory, ...options });
  const declarations = new Declarations(project.directory);
  const dynamic: RemoteProvider[] = [];
  const plugins: ChildProcess[] = [];

  return {
    async start(spec: ProviderSpec): Promise<Provider> {
      if (Object.values(spec.config).some(containsUnknown)) return unconfiguredProvider(declarations);
      if (spec.packageName !== DYNAMIC_PACKAGE) return simulated.start(spec);
      const address = await startDynamicProvider(project, runner, environment, plugins);
      const provider = await RemoteProvider.connect(address, spec);
      dynamic.push(provider);
      return provider;
    },
    async close() {
      for (const provider of dynamic) provider.close();
      for (const plugin of plugins) plugin.kill("SIGKILL");
      await simulated.close();
    },
  };
}

/**
 * A provider whose configuration depends on something that does not exist yet, such as the address of a cluster. Nobody can
 * ask it anything, so its resources are taken as they are and everything they give is unknown.
 */
function unconfiguredProvider(declarations: Declarations): Provider {
  const unknownResult = async (token: string) => {
    const fields = declarations.ofResult(token)?.keys() ?? ["id"];
    return { result: Object.fromEntries([...fields].map((field) => [field, UNKNOWN])), failures: [] };
  };
  return {
    check: async (_resource, inputs) => ({ inputs, failures: [] }),
    previewCreate: async () => ({}),
    read: async () => ({}),
    invoke: unknownResult,
    call: unknownResult,
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
