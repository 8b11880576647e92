import { compareStack } from "../../../review/comparison/compare";
import type { JudgedPreview } from "../../../review/comparison/judged-preview";
import type { Review } from "../../../review/comparison/review";
import { Prices } from "../../../review/cost/prices";
import { Redactor } from "../../../review/engine/redaction";
import type { ResourceState } from "../../../review/engine/resource-state";
import { createUrn } from "../../../review/engine/urn";
import { type Topology, topologyOf } from "../../../review/picture/topology";
import { loadReplacements } from "../../../review/terraform/replacements";

const EMPTY: Omit<ResourceState, "urn" | "type" | "name" | "custom"> = {
  ...{ operation: "create", opaque: false, external: false, id: "", inputs: {}, outputs: {}, parent: "", provider: "" },
  ...{
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: undefined,
  },
  ...{ deletedWith: "", replaceWith: [], ignoreChanges: [], replaceOnChanges: [], replacementTrigger: undefined },
  ...{ hideDiff: [], additionalSecretOutputs: [], aliases: [], importId: "", hooks: {}, source: undefined },
  customTimeouts: { create: 0, update: 0, delete: 0 },
};

/** A stack's resources as a preview would find them. */
export class States {
  readonly all: ResourceState[] = [];

  component(type: string, name: string, parent?: ResourceState): ResourceState {
    return this.#add({ type, name, custom: false }, parent);
  }

  /** @param uses Resources that it takes values from. */
  resource(
    type: string,
    name: string,
    parent?: ResourceState,
    more: Partial<ResourceState> = {},
    uses: readonly ResourceState[] = [],
  ): ResourceState {
    const propertyDependencies: ResourceState["propertyDependencies"] =
      uses.length === 0 ? {} : { uses: uses.map(({ urn }) => urn) };
    return this.#add({ type, name, custom: true, propertyDependencies, ...more }, parent);
  }

  #add(
    fields: Partial<ResourceState> & Pick<ResourceState, "type" | "name" | "custom">,
    parent: ResourceState | undefined,
  ): ResourceState {
    const urn = createUrn("dev", "shop", parent?.urn ?? "", fields.type, fields.name);
    const state = { ...EMPTY, ...fields, urn, parent: parent?.urn ?? "" };
    this.all.push(state);
    return state;
  }
}

const previewOf = (resources: readonly ResourceState[], folder: string): JudgedPreview => ({
  project: { name: "shop", root: folder, stackConfigDirectory: folder } as JudgedPreview["project"],
  policies: undefined,
  ...{ stack: "dev", resources, rootUrn: "", diagnostics: [], failure: undefined, redactor: new Redactor([]) },
});

/** What the command knows when it writes its outputs. */
export interface Reviewed {
  readonly review: Review;
  readonly topologies: ReadonlyMap<string, Topology>;
}

/** Reviews a stack of the two sides, as the command does. @param folder of the stack's configuration */
export function reviewed(
  base: States | undefined,
  head: States | undefined,
  stack = "dev",
  folder = __dirname,
): Reviewed {
  const rules = { table: loadReplacements(), prices: Prices.load(), allowances: [], today: "2026-11-22" };
  const preview = (states: States | undefined) => states && previewOf(states.all, folder);
  const sides = { stack, base: preview(base), head: preview(head) };
  const compared = compareStack(sides, rules);
  const topology = topologyOf({
    ...{ base: base?.all, head: head?.all, changes: compared.changes },
    redactor: new Redactor([]),
  });
  return {
    review: {
      project: "shop",
      base: { name: "main", commit: "1".repeat(40) },
      head: { name: "working tree", commit: undefined },
      stacks: [compared],
    },
    topologies: new Map([[stack, topology]]),
  };
}
