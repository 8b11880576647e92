import type { Redactor } from "./redaction";
import type { ResourceState } from "./resource-state";

/**
 * A resource under the names that may be shown: without secrets in what a program can name.
 * Inputs and outputs stay as they are.
 */
export function shownState(state: ResourceState, redactor: Redactor): ResourceState {
  const text = (each: string) => redactor.text(each);
  const urn = (each: string) => redactor.urn(each);
  const dependencies = Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(urn)] as const);
  return {
    ...state,
    urn: urn(state.urn),
    type: text(state.type),
    name: text(state.name),
    id: text(state.id),
    parent: urn(state.parent),
    provider: redactor.reference(state.provider),
    dependencies: state.dependencies.map(urn),
    propertyDependencies: redactor.keys(Object.fromEntries(dependencies)),
    deletedWith: urn(state.deletedWith),
    replaceWith: state.replaceWith.map(urn),
    ignoreChanges: state.ignoreChanges.map(text),
    replaceOnChanges: state.replaceOnChanges.map(text),
    hideDiff: state.hideDiff.map(text),
    additionalSecretOutputs: state.additionalSecretOutputs.map(text),
    aliases: state.aliases.map(urn),
    importId: text(state.importId),
    hooks: Object.fromEntries(Object.entries(state.hooks).map(([moment, names]) => [moment, names.map(text)])),
  };
}
