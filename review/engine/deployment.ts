import { aliasUrns } from "./aliases";
import { builtinProvider, type StackOutputs } from "./builtin-provider";
import { Callbacks } from "./callbacks";
import { type PackageRequest, providerPluginInputs, type StackConfig } from "./default-providers";
import { Diagnostics } from "./diagnostics";
import { EngineError, FatalEngineError } from "./engine-error";
import { blankState, goalState, providerOutputs, recordedValue, sortedUrns, withOutputs } from "./goal-state";
import { Hooks } from "./hooks";
import { Inheritance } from "./inheritance";
import type { CheckFailure, Provider, ProviderHost } from "./provider";
import { ProviderRegistry } from "./provider-registry";
import type { ReadRequest, Registration, RegistrationOptions } from "./registration";
import type { ResourceState, SourcePosition } from "./resource-state";
import { type Transformed, Transforms } from "./transforms";
import { createUrn, isProviderType, packageOf, typeTokenProblem } from "./urn";
import { at, UrnClaims } from "./urn-claims";
import { isObject, mapProperties, type Properties, UNKNOWN } from "./values";

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
  readonly #inheritance = new Inheritance();
  readonly #withOutputs = new Set<string>();
  readonly #claims = new UrnClaims();

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
    const inherited = this.#inheritance.options(registration, this.#states.get(parent)?.provider ?? "");
    const transformed = await this.transforms.apply({ ...registration, options: inherited });
    const { options } = transformed;

    const isProvider = isProviderType(type);
    let provider = "";
    if ((custom && !isProvider) || remote) {
      const request = this.#package(registration, options);
      provider = this.providers.reference(options.provider, request, type);
    }
    const urn = this.#claimUrn(parent, type, name, registration.source);
    // The engine keeps no provider for a component, also when one constructs it.
    const goal = this.#toState(urn, registration, transformed, custom ? provider : "");
    let state = goal;
    if (isProvider) {
      state = await this.#previewProvider(goal, registration, options);
    } else if (custom) {
      state = await this.#preview(goal, await this.providers.provider(provider));
    } else {
      await this.hooks.run("BeforeCreate", goal);
    }
    this.#inheritance.remember(urn, parent, custom, options);
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
      parent,
      provider,
      dependencies: sortedUrns(request.dependencies),
      additionalSecretOutputs: request.additionalSecretOutputs,
      source,
    };
    const done = withOutputs(state, outputs);
    this.#add(done);
    return done;
  }

  /** Takes the final outputs of a component or of the stack. */
  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const state = this.#states.get(urn);
    if (state === undefined) throw new EngineError(`cannot set outputs of ${urn}: no such resource`);
    if (this.#withOutputs.has(urn)) {
      throw new FatalEngineError(`resource '${urn}' has already registered its outputs`, urn);
    }
    this.#withOutputs.add(urn);
    const final = mapProperties(outputs, (value) => recordedValue(value, this.#options.directory));
    const done = { ...state, outputs: final };
    this.#states.set(urn, done);
    await this.#afterCreate(done);
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

  #package(registration: Registration, options: RegistrationOptions): PackageRequest {
    const { type, packageRef } = registration;
    return this.providers.packageRequest(type, packageRef, options.version, options.pluginDownloadUrl);
  }

  /** The URN of a new resource. @throws {FatalEngineError} when it is taken or its parent is missing. */
  #claimUrn(parent: string, type: string, name: string, source: SourcePosition | undefined): string {
    const { stack, project } = this.#options;
    const urn = createUrn(stack, project, parent, type, name);
    if (parent !== "" && !this.#states.has(parent)) {
      throw new FatalEngineError(`could not find parent resource ${parent}${at(source)}`, urn);
    }
    this.#claims.add(urn, source);
    return urn;
  }

  #toState(urn: string, registration: Registration, transformed: Transformed, provider: string): ResourceState {
    const { stack, project, directory } = this.#options;
    const { type, name, parent } = registration;
    const subject = { stack, project, type, name, parent: this.#states.get(parent) };
    return {
      ...goalState(urn, registration, transformed, directory),
      provider,
      aliases: aliasUrns(transformed.options.aliases, subject),
    };
  }

  async #previewProvider(
    state: ResourceState,
    registration: Registration,
    options: RegistrationOptions,
  ): Promise<ResourceState> {
    const request = this.#package(registration, options);
    const plugin = providerPluginInputs({ ...request, packageName: packageOf(state.type) });
    const inputs = { ...state.inputs, ...plugin };
    const done = { ...state, inputs, id: UNKNOWN, outputs: providerOutputs(inputs) };
    await this.hooks.run("BeforeCreate", done);
    this.providers.start(state.urn, packageOf(state.type), inputs);
    await this.#afterCreate(done);
    return done;
  }

  /** Lets the provider judge and complete a resource that is about to be created or imported. */
  async #preview(state: ResourceState, provider: Provider): Promise<ResourceState> {
    const { inputs, failures } = await provider.check(state, state.inputs);
    if (failures.length > 0) throw invalid(state, failures);
    const checked = { ...state, inputs };
    if (state.operation === "import") {
      return withOutputs(checked, await provider.read(state, state.importId, inputs));
    }
    await this.hooks.run("BeforeCreate", checked);
    const done = withOutputs(checked, await provider.previewCreate(state, inputs));
    await this.#afterCreate(done);
    return done;
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

function invalid(state: ResourceState, failures: readonly CheckFailure[]): FatalEngineError {
  const reasons = failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));
  const message = `${state.type} resource '${state.name}' has a problem: ${reasons.join("; ")}${at(state.source)}`;
  return new FatalEngineError(message, state.urn);
}
