import {
  TransformInvokeOptions,
  TransformInvokeRequest,
  TransformInvokeResponse,
  TransformRequest,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Callbacks } from "./callbacks";
import type { Registration, RegistrationOptions } from "./registration";
import { fromStruct, toStruct } from "./structs";
import { readTransformOptions, writeTransformOptions } from "./transform-options";
import { collectDependencies, downgradeOutputs, mapProperties, type Properties, upgradeOutputs } from "./values";

/** A transform: a function in the program's process. */
export interface Transform {
  readonly target: string;
  readonly token: string;
}

/** The part of a registration that transforms may change. */
export interface Transformed {
  readonly inputs: Properties;
  readonly options: RegistrationOptions;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** Transforms of the stack and of components, in the order in which an engine runs them. */
export class Transforms {
  readonly #stack: Transform[] = [];
  readonly #invoke: Transform[] = [];
  readonly #own = new Map<string, readonly Transform[]>();
  readonly #parents = new Map<string, string>();

  constructor(private readonly callbacks: Callbacks) {}

  addForStack(transform: Transform): void {
    this.#stack.push(transform);
  }

  addForInvokes(transform: Transform): void {
    this.#invoke.push(transform);
  }

  /** Remembers the transforms of a resource, which also apply to everything below it. */
  remember(urn: string, parent: string, transforms: readonly Transform[]): void {
    this.#parents.set(urn, parent);
    if (transforms.length > 0) this.#own.set(urn, transforms);
  }

  /** Runs the resource's own transforms, then its ancestors', then the stack's. */
  async apply(registration: Registration): Promise<Transformed> {
    const { options, propertyDependencies } = registration;
    const transforms = [...registration.transforms, ...this.#ancestors(registration.parent), ...this.#stack];
    if (transforms.length === 0) {
      return { inputs: registration.inputs, options, dependencies: options.dependsOn, propertyDependencies };
    }
    // Pulumi's engine hands dependencies to, and takes them back from, a resource's own transforms only.
    const own = registration.transforms.length > 0;
    let inputs = mapProperties(registration.inputs, (value, key) =>
      upgradeOutputs(value, own ? (propertyDependencies[key] ?? []) : []),
    );
    let changed = options;
    for (const transform of transforms) {
      ({ inputs, options: changed } = await this.#run(transform, registration, inputs, changed));
    }
    if (own) return { inputs, options: changed, ...dependenciesOf(inputs, changed.dependsOn) };
    const found = dependenciesOf(inputs, options.dependsOn).propertyDependencies;
    return {
      inputs,
      options: changed,
      dependencies: options.dependsOn,
      propertyDependencies: { ...propertyDependencies, ...mergeUrns(found, propertyDependencies) },
    };
  }

  /** Runs the invoke transforms over the arguments and options of a function call. */
  async applyToInvoke(token: string, args: Properties, options: InvokeOptions): Promise<[Properties, InvokeOptions]> {
    let current: [Properties, InvokeOptions] = [args, options];
    for (const transform of this.#invoke) current = await this.#runForInvoke(transform, token, ...current);
    return current;
  }

  #ancestors(parent: string): Transform[] {
    const found: Transform[] = [];
    for (let urn = parent; urn !== ""; urn = this.#parents.get(urn) ?? "") found.push(...(this.#own.get(urn) ?? []));
    return found;
  }

  async #run(transform: Transform, registration: Registration, inputs: Properties, options: RegistrationOptions) {
    const request = new TransformRequest();
    request.setName(registration.name);
    request.setType(registration.type);
    request.setCustom(registration.custom);
    request.setParent(registration.parent);
    request.setProperties(toStruct(inputs));
    request.setOptions(writeTransformOptions(options));
    const bytes = await this.callbacks.invoke(transform.target, transform.token, request);
    const response = TransformResponse.deserializeBinary(bytes);
    const changed = response.getOptions();
    return {
      inputs: response.hasProperties() ? fromStruct(response.getProperties()) : inputs,
      options: changed === undefined ? options : readTransformOptions(changed),
    };
  }

  async #runForInvoke(
    transform: Transform,
    token: string,
    args: Properties,
    options: InvokeOptions,
  ): Promise<[Properties, InvokeOptions]> {
    const request = new TransformInvokeRequest();
    request.setToken(token);
    request.setArgs(toStruct(mapProperties(args, (value) => upgradeOutputs(value, []))));
    const sent = new TransformInvokeOptions();
    sent.setProvider(options.provider);
    sent.setVersion(options.version);
    sent.setPluginDownloadUrl(options.pluginDownloadUrl);
    request.setOptions(sent);
    const bytes = await this.callbacks.invoke(transform.target, transform.token, request);
    const response = TransformInvokeResponse.deserializeBinary(bytes);
    const changed = response.getOptions();
    return [
      response.hasArgs() ? mapProperties(fromStruct(response.getArgs()), downgradeOutputs) : args,
      changed === undefined
        ? options
        : {
            provider: changed.getProvider(),
            version: changed.getVersion(),
            pluginDownloadUrl: changed.getPluginDownloadUrl(),
          },
    ];
  }
}

/** Options of a function call, which decide the provider that answers it. */
export interface InvokeOptions {
  readonly provider: string;
  readonly version: string;
  readonly pluginDownloadUrl: string;
}

function mergeUrns(found: Record<string, string[]>, known: Readonly<Record<string, readonly string[]>>) {
  const entries = Object.entries(found).map(([key, urns]) => [
    key,
    [...new Set([...(known[key] ?? []), ...urns])].sort(),
  ]);
  return Object.fromEntries(entries) as Record<string, string[]>;
}

/** After transforms only the inputs themselves know what they depend on. */
function dependenciesOf(inputs: Properties, dependsOn: readonly string[]) {
  const dependencies = new Set(dependsOn);
  const propertyDependencies: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(inputs)) {
    const urns = new Set<string>();
    collectDependencies(value, urns);
    propertyDependencies[key] = [...urns].sort();
    for (const urn of urns) dependencies.add(urn);
  }
  return { dependencies: [...dependencies], propertyDependencies };
}
