import { status } from "@grpc/grpc-js";
import { emptyConfig } from "./convert";
import type { CtyObject, CtyValue } from "./cty";
import { errorsOf, messageOf } from "./diagnostics";
import { decode, encode } from "./msgpack";
import { type Diagnostic, type PathStep, type Plugin, startPlugin } from "./plugin";
import { proposedState } from "./proposed-state";
import { type Block, readBlock, type WireBlock } from "./schema";

interface WireSchemas {
  readonly provider: { readonly block: WireBlock };
  readonly resource_schemas: Readonly<Record<string, { readonly block: WireBlock }>>;
}

/** What a plan says about a changed resource. */
export interface Plan {
  readonly diagnostics: readonly Diagnostic[];
  /** Paths whose change needs a new resource. */
  readonly requiresReplace: readonly { readonly steps: readonly PathStep[] }[];
  readonly planned: CtyValue;
}

/** Any region does: what depends on it is asked for on the resource, since @pulumi/aws 7. */
const DUMMY: CtyObject = {
  access_key: "AKIAIOSFODNN7EXAMPLE",
  secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: "true",
  skip_region_validation: true,
  max_retries: 1,
};

/** What the plugin is told that it talks to. */
const TERRAFORM_VERSION = "1.11.4";

/** The provider died of a request, or never answered. Of several under way at once, any may have been the cause. */
export class ProviderCrash extends Error {}

/** Terraform's provider for AWS, configured so that it asks nobody. */
export class AwsProvider {
  readonly #blocks = new Map<string, Block>();

  #plugin: Promise<Plugin>;

  private constructor(
    private readonly path: string,
    plugin: Plugin,
    private readonly schemas: WireSchemas,
    /** The provider's own configuration. */
    readonly configuration: Block,
  ) {
    this.#plugin = Promise.resolve(plugin);
  }

  /** @throws when the binary does not start, or refuses dummy credentials. */
  static async start(path: string): Promise<AwsProvider> {
    const plugin = await startPlugin(path);
    try {
      const schemas = await plugin.call<WireSchemas>("GetSchema", {});
      const provider = new AwsProvider(path, plugin, schemas, readBlock(schemas.provider.block));
      await provider.#configure(plugin);
      return provider;
    } catch (error) {
      await plugin.stop();
      throw error;
    }
  }

  async #configure(plugin: Plugin): Promise<void> {
    const request = { terraform_version: TERRAFORM_VERSION, config: { msgpack: encode(this.withDummies({})) } };
    const { diagnostics } = await plugin.call<{ diagnostics: Diagnostic[] }>("Configure", request);
    const [error] = errorsOf(diagnostics);
    if (error !== undefined) throw new Error(`the provider refuses its configuration: ${messageOf(error)}`);
  }

  /** Values that nobody expected make a provider crash; it is started again, and only the one call has failed. */
  async #call<T>(method: string, request: object): Promise<T> {
    const used = this.#plugin;
    const plugin = await used;
    try {
      return await plugin.call<T>(method, request);
    } catch (error) {
      const { code } = error as { code?: number };
      if (code === status.DEADLINE_EXCEEDED) throw new ProviderCrash("no answer in a minute: it asks a cloud");
      if (code !== status.UNAVAILABLE) throw error;
      if (this.#plugin === used) this.#plugin = this.#restart(plugin);
      await this.#plugin;
      throw new ProviderCrash(plugin.panic() || "the provider ended without a word");
    }
  }

  async #restart(crashed: Plugin): Promise<Plugin> {
    await crashed.stop();
    const plugin = await startPlugin(this.path);
    await this.#configure(plugin);
    return plugin;
  }

  async stop(): Promise<void> {
    await (await this.#plugin).stop();
  }

  /** Schema of a resource type, `undefined` when this version has no such type. */
  block(terraformType: string): Block | undefined {
    const wire = this.schemas.resource_schemas[terraformType];
    if (wire === undefined) return undefined;
    const known = this.#blocks.get(terraformType) ?? readBlock(wire.block);
    this.#blocks.set(terraformType, known);
    return known;
  }

  /** A configuration of the provider, with credentials that open nothing. */
  withDummies(config: CtyObject): CtyObject {
    return { ...emptyConfig(this.configuration), ...config, ...DUMMY };
  }

  async validateProvider(config: CtyObject): Promise<readonly Diagnostic[]> {
    const request = { config: { msgpack: encode(this.withDummies(config)) } };
    return (await this.#call<{ diagnostics: Diagnostic[] }>("PrepareProviderConfig", request)).diagnostics;
  }

  async validate(terraformType: string, config: CtyObject): Promise<readonly Diagnostic[]> {
    const { diagnostics } = await this.#call<{ diagnostics: Diagnostic[] }>("ValidateResourceTypeConfig", {
      type_name: terraformType,
      config: { msgpack: encode(config) },
      client_capabilities: { write_only_attributes_allowed: true },
    });
    return diagnostics;
  }

  /** Plans the change from `prior`, null for a resource that is to be created. */
  async plan(terraformType: string, prior: CtyObject | null, config: CtyObject): Promise<Plan> {
    const block = this.block(terraformType)!;
    const response = await this.#call<{
      diagnostics: Diagnostic[];
      requires_replace: { steps: PathStep[] }[];
      planned_state: { msgpack: Uint8Array } | null;
    }>("PlanResourceChange", {
      type_name: terraformType,
      prior_state: { msgpack: encode(prior) },
      proposed_new_state: { msgpack: encode(proposedState(block, prior, config)) },
      config: { msgpack: encode(config) },
    });
    const bytes = response.planned_state?.msgpack;
    return {
      diagnostics: response.diagnostics,
      requiresReplace: response.requires_replace,
      planned: bytes === undefined || bytes.length === 0 ? null : decode(bytes),
    };
  }
}
