import type { PolicyResource } from "@pulumi/policy";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { toAnalyzeRequest } from "../../review/engine/analyzer-messages";
import type { ResourceState } from "../../review/engine/resource-state";
import { providerUrnOf } from "../../review/engine/urn";
import type { Properties } from "../../review/engine/values";

/** How the SDK makes what a policy sees of a message; neither is in its types. */
const { deserializeProperties } = require("@pulumi/policy/deserialize");
const { unknownCheckingProxy } = require("@pulumi/policy/proxy");

/** Resources as the analyzer shows them to policies, in this process; what has been decoded is kept. */
export class ShownStack {
  readonly #shown = new WeakMap<Properties, object>();

  /** @param properties inputs or outputs of a resource. */
  properties(state: ResourceState, properties: Properties): object {
    const known = this.#shown.get(properties);
    if (known !== undefined) return known;
    const message = messages.AnalyzeRequest.deserializeBinary(toAnalyzeRequest(state, properties, undefined));
    const shown: object = unknownCheckingProxy(deserializeProperties(message.getProperties(), false));
    this.#shown.set(properties, shown);
    return shown;
  }

  /** A finished stack, with what rules of ours read of each resource. */
  resources(states: readonly ResourceState[]): PolicyResource[] {
    const views = states.map((state) => {
      const { urn, type, name, protect } = state;
      return { urn, type, name, props: this.properties(state, state.outputs), opts: { protect } } as PolicyResource;
    });
    const byUrn = new Map(views.map((view) => [view.urn, view]));
    return states.map(({ parent, provider, propertyDependencies }, i) =>
      Object.assign(views[i] as PolicyResource, {
        parent: byUrn.get(parent),
        provider: byUrn.get(providerUrnOf(provider)),
        propertyDependencies: Object.fromEntries(
          Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.flatMap((urn) => byUrn.get(urn) ?? [])]),
        ),
      }),
    );
  }
}
