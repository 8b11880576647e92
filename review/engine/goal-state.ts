import { withAssetHashes } from "./assets";
import { type Registration, readTimeouts } from "./registration";
import type { ResourceState } from "./resource-state";
import type { Transformed } from "./transforms";
import { downgradeOutputs, isSecret, makeSecret, mapProperties, type Properties, type Value } from "./values";

/** A resource of which nothing is known but its identity. */
export function blankState(urn: string, type: string, name: string): ResourceState {
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

/**
 * What a program asked for, as a state that no provider has seen yet. Its provider and aliases depend on other resources and are added
 * by the caller.
 * @param directory folder that the paths of assets count from.
 */
export function goalState(
  urn: string,
  registration: Registration,
  transformed: Transformed,
  directory: string,
): ResourceState {
  const { type, name, parent, custom, remote, source } = registration;
  const { options, inputs, dependencies, propertyDependencies } = transformed;
  return {
    ...blankState(urn, type, name),
    operation: custom && options.importId !== "" ? "import" : "create",
    custom,
    opaque: remote,
    id: options.importId,
    inputs: mapProperties(inputs, (value) => recordedValue(value, directory)),
    parent,
    dependencies: sortedUrns(dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, urns]) => [key, sortedUrns(urns)]),
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
    customTimeouts: readTimeouts(options),
    importId: options.importId,
    hooks: options.hooks,
    source,
  };
}

/**
 * `state` with the outputs that its provider gave. Those become secret that the resource names, and those that repeat a secret input.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step_executor.go (continueExecuteStep)
 */
export function withOutputs(state: ResourceState, outputs: Properties): ResourceState {
  const { inputs, additionalSecretOutputs } = state;
  const secret = (key: string) => key !== "id" && (additionalSecretOutputs.includes(key) || isSecret(inputs[key]));
  return { ...state, outputs: mapProperties(outputs, (value, key) => (secret(key) ? makeSecret(value) : value)) };
}

/** A provider puts out its configuration, without what the engine keeps for itself. */
export function providerOutputs({ __internal: _, ...outputs }: Properties): Properties {
  return outputs;
}

/** A value as it stands in a state: without dependencies, and assets with the hash of their content. */
export function recordedValue(value: Value, directory: string): Value {
  return withAssetHashes(downgradeOutputs(value), directory);
}

/** Each URN once, in ascending order. */
export const sortedUrns = (urns: readonly string[]): readonly string[] => [...new Set(urns)].sort();
