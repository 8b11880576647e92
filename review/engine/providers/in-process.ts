import type { Provider, ProviderHost } from "../provider";
import { Declarations } from "./declared-fields";
import { resultOf } from "./functions";
import type { SimulatedProviderOptions } from "./options";
import { previewOutputs } from "./preview-outputs";
import { configurationOf } from "./provider-configuration";

/**
 * The simulated providers for an engine in this process: what {@link startSimulatedProviders} answers to a preview, without
 * encoding it. `onCall` is told of every request here too.
 */
export function simulatedProviderHost(options: SimulatedProviderOptions = {}): ProviderHost {
  const declarations = new Declarations(options.programDirectory ?? process.cwd());
  const told = async (call: Parameters<NonNullable<SimulatedProviderOptions["onCall"]>>[0]) => options.onCall?.(call);
  return {
    async start({ config }): Promise<Provider> {
      const provider = configurationOf(config);
      await told({ method: "Configure" });
      const result = async (method: string, token: string, args: Parameters<Provider["invoke"]>[1]) => {
        await told({ method, token, preview: true });
        return { result: resultOf({ token, args, preview: true }, provider, declarations, options), failures: [] };
      };
      return {
        async check({ urn }, inputs) {
          await told({ method: "Check", urn });
          return { inputs, failures: [] };
        },
        async previewCreate({ urn, type }, inputs) {
          await told({ method: "Create", urn, preview: true });
          return previewOutputs(type, inputs, provider, declarations);
        },
        async read({ urn }, _id, inputs) {
          await told({ method: "Read", urn });
          return inputs;
        },
        invoke: (token, args) => result("Invoke", token, args),
        call: (token, args) => result("Call", token, args),
      };
    },
    close: async () => {},
  };
}
