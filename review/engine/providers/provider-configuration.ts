import type { ServerUnaryCall } from "@grpc/grpc-js";
import type { ConfigureRequest } from "@pulumi/pulumi/proto/provider_pb";
import { fromStruct } from "../structs";
import { isObject, type Properties, revealSecrets, UNKNOWN, type Value } from "../values";

/**
 * Header with which a client names the provider it speaks for. The protocol does not: a real plugin serves one provider.
 * The real engine opens a connection per provider, so there the client's port tells; clients of one Node.js process share
 * a connection and must send the header with `Configure` and `Invoke`.
 */
export const PROVIDER_HEADER = "p95-provider";

/** What a provider was configured with, as far as answers depend on it. */
export interface ProviderConfiguration {
  /** Absent when it comes from the environment of a real run (AWS_REGION, a profile), or is not known yet. */
  readonly region?: string;
  /** Tags that the provider lays under the tags of each resource. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** Remembers what each provider was configured with. */
export class ProviderConfigurations {
  private readonly byProvider = new Map<string, ProviderConfiguration>();

  set(call: ServerUnaryCall<ConfigureRequest, unknown>): void {
    this.byProvider.set(providerOf(call), configurationOf(fromStruct(call.request.getArgs())));
  }

  /** Configuration of the provider that `call` is for; of the only one when it is not told apart from it. */
  get(call: ServerUnaryCall<unknown, unknown>): ProviderConfiguration {
    const own = this.byProvider.get(providerOf(call));
    if (own !== undefined) return own;
    const all = [...this.byProvider.values()];
    return all.length === 1 && all[0] !== undefined ? all[0] : { defaultTags: {} };
  }
}

function providerOf(call: ServerUnaryCall<any, unknown>): string {
  const [header] = call.metadata.get(PROVIDER_HEADER);
  return header === undefined ? `peer ${call.getPeer()}` : `provider ${header}`;
}

/** What answers depend on, of the inputs of a provider resource. SDKs write nested configuration as JSON text. */
export function configurationOf(inputs: Properties): ProviderConfiguration {
  const args = revealSecrets(inputs) as Properties;
  const { region } = args;
  const defaultTags = parsed(args.defaultTags);
  const tags = isObject(defaultTags) && isObject(defaultTags.tags) ? defaultTags.tags : {};
  return {
    ...(typeof region === "string" && region !== "" && region !== UNKNOWN ? { region } : {}),
    defaultTags: Object.fromEntries(
      Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === "string"),
    ),
  };
}

function parsed(value: Value | undefined): Value | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return undefined; // Unknown, or text that the real provider would refuse as well.
  }
}
