import { aliasUrns } from "./aliases";
import { withAssetHashes } from "./assets";
import { builtinProvider, type StackOutputs } from "./builtin-provider";
import { Callbacks } from "./callbacks";
import { type PackageRequest, providerPluginInputs, type StackConfig } from "./default-providers";
import { Diagnostics } from "./diagnostics";
import { EngineError, FatalEngineError } from "./engine-error";
import { Hooks } from "./hooks";
import type { CheckFailure, Provider, ProviderHost } from "./provider";
import { ProviderRegistry } from "./provider-registry";
import { type Registration, type RegistrationOptions, readTimeouts } from "./registration";
import type { ResourceState, SourcePosition } from "./resource-state";
import { type Transformed, Transforms } from "./transforms";
import { createUrn, isProviderType, packageOf, parseUrn, providerType, providerUrnOf, typeTokenProblem } from "./urn";
import {
  downgradeOutputs,
  isObject,
  isSecret,
  makeSecret,
  mapProperties,
  type Properties,
  UNKNOWN,
  type Value,
} from "./values";

/** The stack that is previewed and what surrounds it. */
export interface DeploymentOptions {
  readonly project: string;
  readonly stack: string;
  /** Folder that the paths of assets count from. */
  readonly directory: string;
  readonly config: StackConfig;
  readonly providers: ProviderHost;
  /** Outputs of other stacks; those of a stack that is not listed are unknown. */
  readonly stackOutputs: StackOutputs;
  /** Called after each resource, for a progress display. */
  readonly onResource?: (state: ResourceState) => void;
}

/** What a read asks for. */
export interface ReadRequest {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent: string;
  readonly provider: string;
  readonly package: PackageRequest;
  readonly inputs: Properties;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly source: SourcePosition | undefined;
}

/**
 * One first preview of a stack: takes what a program declares, resource by resource, and decides as Pulumi's engine would
 * when nothing exists yet. It knows nothing of gRPC's server side, of processes or of files.
 * Source: https://github.com/pulumi/pulumi/tree/master/pkg/resource/deploy (source_eval.go, step_generator.go)
 */
export class Deployment {
  readonly diagnostics = new Diagnostics();
  readonly callbacks = new Callbacks();
  readonly transforms = new Transforms(this.callbacks);
  readonly hooks = new Hooks(this.callbacks, (message, urn) => this.diagnostics.add("warning", message, urn));
  readonly providers: ProviderRegistry;
  /** URN of the stack resource, once the program has declared it. */
  rootUrn = "";
  readonly #options: DeploymentOptions;
  readonly #states = new Map<string, ResourceState>();
  readonly #goals = new Map<string, RegistrationOptions>();
  readonly #componentProviders = new Map<string, Record<string, string>>();
  readonly #withOutputs = new Set<string>();
  readonly #claimed = new Map<string, SourcePosition | undefined>();

  constructor(options: DeploymentOptions) {
    this.#options = options;
    const builtin = builtinProvider(
      options.stackOutputs,
      (urn) => this.#states.get(urn),
      (stack) => this.diagnostics.add("info", `The outputs of stack '${stack}' are unknown: nobody gave their values.`),
    );
    const host: ProviderHost = {
      start: async (spec) => (spec.packageName === "pulumi" ? builtin : options.providers.start(spec)),
      close: () => options.providers.close(),
    };
    this.providers = new ProviderRegistry(host, options.config, (type, name, inputs) => {
      const urn = this.#claimUrn("", type, name, undefined);
      const outputs = providerOutputs(inputs);
      this.#add({ ...blankState(urn, type, name), custom: true, id: UNKNOWN, inputs, outputs });
      return urn;
    });
  }

  /** Every resource in the order in which the program declared it. */
  get states(): readonly ResourceState[] {
    return [...this.#states.values()];
  }

  /** Whether the program said that the resource's outputs are final. */
  hasOutputs(urn: string): boolean {
    return this.#withOutputs.has(urn);
  }

  /** Declares a resource. @throws {EngineError} */
  async register(registration: Registration): Promise<ResourceState> {
    const { type, name, custom, remote, parent } = registration;
    const managed = custom || remote;
    const problem = managed ? typeTokenProblem(type) : undefined;
    if (problem !== undefined) throw new EngineError(problem);
    if (Object.keys(registration.environmentMappings).length > 0 && !isProviderType(type)) {
      throw new EngineError("envVarMappings can only be used with provider resources");
    }
    const inherited = this.#inheritOptions(registration);
    const transformed = await this.transforms.apply({ ...registration, options: inherited });
    const { options } = transformed;
    if (!custom) this.#inheritProviders(options, parent);

    const isProvider = isProviderType(type);
    let provider = "";
    if ((custom && !isProvider) || remote) {
      const request = this.#package(registration, options);
      provider = this.providers.reference(options.provider, request, type);
    }
    const urn = this.#claimUrn(parent, type, name, registration.source);
    // The engine keeps no provider for a component, also when one constructs it.
    const state = this.#toState(urn, registration, transformed, custom ? provider : "");
    if (isProvider) {
      await this.#registerProvider(state, registration, options);
    } else if (custom) {
      await this.#preview(state, await this.providers.provider(provider));
    } else {
      await this.hooks.run("BeforeCreate", state);
      this.#componentProviders.set(urn, options.providers);
    }
    this.#goals.set(urn, options);
    this.transforms.remember(urn, parent, registration.transforms);
    this.#add(state);
    return state;
  }

  /** Reads a resource that exists already. @throws {EngineError} */
  async read(request: ReadRequest): Promise<ResourceState> {
    const { type, name, id, parent, source } = request;
    const problem = typeTokenProblem(type);
    if (problem !== undefined) throw new EngineError(problem);
    const provider = this.providers.reference(request.provider, request.package, type);
    const urn = this.#claimUrn(parent, type, name, source);
    if (id === "") throw new EngineError(`Expected an ID for ${urn}`);
    const known = id !== UNKNOWN;
    const reader = await this.providers.provider(provider);
    const outputs = known ? await reader.read({ urn, type, name }, id, request.inputs) : {};
    const state: ResourceState = {
      ...blankState(urn, type, name),
      operation: "read",
      custom: true,
      external: true,
      id,
      inputs: request.inputs,
      outputs: markSecretOutputs(outputs, request.inputs, request.additionalSecretOutputs),
      parent,
      provider,
      dependencies: sorted(request.dependencies),
      additionalSecretOutputs: request.additionalSecretOutputs,
      source,
    };
    this.#add(state);
    return state;
  }

  /** Takes the final outputs of a component or of the stack. */
  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const state = this.#states.get(urn);
    if (state === undefined) throw new EngineError(`cannot set outputs of ${urn}: no such resource`);
    if (this.#withOutputs.has(urn)) {
      throw new FatalEngineError(`resource '${urn}' has already registered its outputs`, urn);
    }
    this.#withOutputs.add(urn);
    state.outputs = mapProperties(outputs, (value) => this.#recorded(value));
    await this.#afterCreate(state);
  }

  /**
   * The provider that answers a function or method: the explicit one, else that of the resource that the method belongs to.
   * A method of a provider resource is answered by that provider itself.
   * @throws {EngineError} when nobody declared that resource.
   */
  async providerOfCall(token: string, args: Properties, explicit: string, request: PackageRequest): Promise<Provider> {
    const self = args.__self__;
    const urn = isObject(self) && typeof self.urn === "string" ? self.urn : undefined;
    if (isProviderType(token)) {
      if (urn === undefined) throw new EngineError("missing __self__.urn for provider method call");
      return this.providers.provider(`${urn}::${UNKNOWN}`);
    }
    const owner = urn === undefined || explicit !== "" ? undefined : this.#states.get(urn);
    if (urn !== undefined && explicit === "" && owner === undefined) throw new EngineError(`unknown resource ${urn}`);
    return this.providers.provider(this.providers.reference(explicit || (owner?.provider ?? ""), request, token));
  }

  /** A value as it stands in a state. */
  #recorded(value: Value): Value {
    return withAssetHashes(downgradeOutputs(value), this.#options.directory);
  }

  #package(registration: Registration, options: RegistrationOptions): PackageRequest {
    const { type, packageRef } = registration;
    return this.providers.packageRequest(type, packageRef, options.version, options.pluginDownloadUrl);
  }

  /** Some options hold for everything below a component. */
  #inheritOptions(registration: Registration): RegistrationOptions {
    const { parent, custom, remote, type } = registration;
    const options = { ...registration.options };
    const from = parent === "" ? undefined : this.#goals.get(parent);
    if (from !== undefined) {
      options.deletedWith ||= from.deletedWith;
      options.protect ??= from.protect;
      options.retainOnDelete ??= from.retainOnDelete;
    }
    if ((custom || remote) && options.provider === "") {
      const ofPackage = packageOf(type);
      const ofParent = this.#states.get(parent)?.provider ?? "";
      options.provider =
        parseUrn(providerUrnOf(ofParent))?.type === providerType(ofPackage)
          ? ofParent
          : (options.providers[ofPackage] ?? this.#componentProviders.get(parent)?.[ofPackage] ?? "");
    }
    return options;
  }

  #inheritProviders(options: RegistrationOptions, parent: string): void {
    options.providers = { ...this.#componentProviders.get(parent), ...options.providers };
  }

  /** The URN of a new resource. @throws {FatalEngineError} when it is taken or its parent is missing. */
  #claimUrn(parent: string, type: string, name: string, source: SourcePosition | undefined): string {
    const { stack, project } = this.#options;
    const urn = createUrn(stack, project, parent, type, name);
    if (parent !== "" && !this.#states.has(parent)) {
      throw new FatalEngineError(`could not find parent resource ${parent}${at(source)}`, urn);
    }
    if (this.#claimed.has(urn)) {
      const first = at(this.#claimed.get(urn), ", first declared");
      const message = `Duplicate resource URN '${urn}'; try giving it a unique name${at(source)}${first}`;
      throw new FatalEngineError(message, urn);
    }
    this.#claimed.set(urn, source);
    return urn;
  }

  #toState(urn: string, registration: Registration, transformed: Transformed, provider: string): ResourceState {
    const { type, name, parent, custom, remote, source } = registration;
    const { options } = transformed;
    const { stack, project } = this.#options;
    const inputs = mapProperties(transformed.inputs, (value) => this.#recorded(value));
    return {
      ...blankState(urn, type, name),
      operation: custom && options.importId !== "" ? "import" : "create",
      custom,
      opaque: remote,
      id: options.importId,
      inputs,
      parent,
      provider,
      dependencies: sorted(transformed.dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(transformed.propertyDependencies).map(([key, urns]) => [key, sorted(urns)]),
      ),
      protect: options.protect ?? false,
      retainOnDelete: options.retainOnDelete ?? false,
      deleteBeforeReplace: options.deleteBeforeReplace,
      deletedWith: options.deletedWith,
      replaceWith: options.replaceWith,
      ignoreChanges: options.ignoreChanges,
      replaceOnChanges: options.replaceOnChanges,
      replacementTrigger: options.replacementTrigger && downgradeOutputs(options.replacementTrigger),
      hideDiff: options.hideDiff,
      additionalSecretOutputs: options.additionalSecretOutputs,
      aliases: aliasUrns(options.aliases, { stack, project, type, name, parent: this.#states.get(parent) }),
      customTimeouts: readTimeouts(options),
      importId: options.importId,
      hooks: options.hooks,
      source,
    };
  }

  async #registerProvider(state: ResourceState, registration: Registration, options: RegistrationOptions) {
    const request = this.#package(registration, options);
    const plugin = providerPluginInputs({ ...request, packageName: packageOf(state.type) });
    const inputs = { ...state.inputs, ...plugin };
    const withInputs = state as { inputs: Properties; id: string };
    withInputs.inputs = inputs;
    withInputs.id = UNKNOWN;
    state.outputs = providerOutputs(inputs);
    await this.hooks.run("BeforeCreate", state);
    this.providers.start(state.urn, packageOf(state.type), inputs);
    await this.#afterCreate(state);
  }

  /** Lets the provider judge and complete a resource that is about to be created or imported. */
  async #preview(state: ResourceState, provider: Provider): Promise<void> {
    const checked = await provider.check(state, state.inputs);
    if (checked.failures.length > 0) throw invalid(state, checked.failures);
    (state as { inputs: Properties }).inputs = checked.inputs;
    if (state.operation === "create") await this.hooks.run("BeforeCreate", state);
    const outputs =
      state.operation === "import"
        ? await provider.read(state, state.importId, state.inputs)
        : await provider.previewCreate(state, state.inputs);
    state.outputs = markSecretOutputs(outputs, state.inputs, state.additionalSecretOutputs);
    if (state.operation === "create") await this.#afterCreate(state);
  }

  /** What a hook reports after the fact fails the run, but not the resource. */
  async #afterCreate(state: ResourceState): Promise<void> {
    try {
      await this.hooks.run("AfterCreate", state, state.outputs);
    } catch (error) {
      this.diagnostics.add("error", (error as Error).message, state.urn);
    }
  }

  #add(state: ResourceState): void {
    this.#states.set(state.urn, state);
    this.#options.onResource?.(state);
  }
}

function blankState(urn: string, type: string, name: string): ResourceState {
  return {
    urn,
    type,
    name,
    operation: "create",
    custom: false,
    opaque: false,
    external: false,
    id: "",
    inputs: {},
    outputs: {},
    parent: "",
    provider: "",
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: undefined,
    deletedWith: "",
    replaceWith: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    replacementTrigger: undefined,
    hideDiff: [],
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: { create: 0, update: 0, delete: 0 },
    importId: "",
    hooks: {},
    source: undefined,
  };
}

/** A provider puts out its configuration, without what the engine keeps for itself. */
function providerOutputs({ __internal: _, ...outputs }: Properties): Properties {
  return outputs;
}

/**
 * Of the outputs that a provider gave, those must be secret that the resource names, and those that repeat a secret input.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step_executor.go (continueExecuteStep)
 */
function markSecretOutputs(outputs: Properties, inputs: Properties, named: readonly string[]): Properties {
  const secret = (key: string) => key !== "id" && (named.includes(key) || isSecret(inputs[key]));
  return mapProperties(outputs, (value, key) => (secret(key) ? makeSecret(value) : value));
}

function invalid(state: ResourceState, failures: readonly CheckFailure[]): FatalEngineError {
  const reasons = failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));
  const message = `${state.type} resource '${state.name}' has a problem: ${reasons.join("; ")}${at(state.source)}`;
  return new FatalEngineError(message, state.urn);
}

/** ` (at file:line)`, or nothing when the place is not known. */
function at(source: SourcePosition | undefined, before = ""): string {
  return source === undefined ? "" : `${before} (at ${source.file}:${source.line})`;
}

const sorted = (urns: readonly string[]): readonly string[] => [...new Set(urns)].sort();
