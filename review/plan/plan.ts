import { inDependencyOrder } from "../engine/checkpoint";
import type { Redactor } from "../engine/redaction";
import type { ResourceState } from "../engine/resource-state";
import { isProviderType, packageOf, providerUrnOf } from "../engine/urn";
import type { Properties } from "../engine/values";
import type { ChangeKind, Consequence, ReplacementTable } from "../terraform/replacements";
import { type Change, changesOf, withLeaves } from "./changes";
import { consequence } from "./consequences";
import { isNamed } from "./kubernetes-replacements";
import { matchResources } from "./matching";
import { shownValue } from "./shown-value";
import { type Holds, holds } from "./stateful";

/** What an update would do with a resource. `forget`: it stays in the cloud, and Pulumi no longer knows it. */
export type Action = "create" | "read" | "import" | "same" | "update" | "replace" | "delete" | "forget";

/** One property in which a resource differs. */
export interface PlannedProperty {
  /** In Pulumi's notation, e.g. `vpcConfig.subnetIds[0]`. */
  readonly path: string;
  readonly kind: ChangeKind;
  readonly consequence: Consequence;
  /** Without secrets; `undefined` where there was nothing, or where `hideDiffs` covers it. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** URN of the replaced resource that the value comes from. */
  readonly cause: string | undefined;
}

/** What an update would do with one resource. */
export interface PlannedChange {
  /** In the head; in the base where it is deleted. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN, or empty. */
  readonly parent: string;
  readonly custom: boolean;
  readonly action: Action;
  /**
   * `possible`: a property changes of which nobody has measured whether it forces replacement, or which does so with some values;
   * or the program only reads from now on what it managed, and the old one is deleted unless it is the very one that is read. Such
   * a resource is listed as an update or as read, and must be taken for a replacement until somebody knows better.
   */
  readonly replacement: "no" | "possible" | "certain";
  /** The URN it had, if that differs. */
  readonly formerUrn: string | undefined;
  /** Why it is replaced beside its properties: URNs of replaced resources or of its new or replaced provider, or `trigger`. */
  readonly reasons: readonly string[];
  readonly properties: readonly PlannedProperty[];
  /** What is lost if it is deleted or replaced. */
  readonly holds: Holds | undefined;
  /** Pulumi would refuse to delete or replace it. */
  readonly protected: boolean;
  /** The old one goes before the new one comes. */
  readonly deletesFirst: boolean;
}

/** Two previews of one stack, before and after a change of its program. */
export interface Sides {
  readonly base: readonly ResourceState[];
  readonly head: readonly ResourceState[];
  /** Takes the secrets of both sides out of values. */
  readonly redactor: Redactor;
}

/**
 * What `pulumi up` of `head` would do to a stack that `base` has built, decided as Pulumi's engine decides, with a table of what
 * forces replacement in place of the providers' answers. Each resource after what it depends on, and otherwise by URN, whatever the
 * order in which the program declared them; deleted ones at the end, each before what it depends on.
 */
export function planChanges({ base, head, redactor }: Sides, table: ReplacementTable): PlannedChange[] {
  const { pairs, gone, newUrns } = matchResources(inDependencyOrder(base), inDependencyOrder(head));
  const [formerProviders, providers] = [base, head].map(providersOf) as [Providers, Providers];
  const replaced = new Set<string>();
  const around = { newUrn: (urn: string) => newUrns.get(urn) ?? urn, isReplaced: (urn: string) => replaced.has(urn) };
  const switchOf = (former: ResourceState, state: ResourceState): Consequence => {
    const [from, to] = [former, state].map(({ provider }) => providerUrnOf(provider)) as [string, string];
    const [old, now] = [formerProviders.get(from), providers.get(to)];
    if (around.newUrn(from) === to || old === undefined || now === undefined) return "update";
    return strongest(changesOf(old, now, around).map((change) => consequence(change, now, {}, table)));
  };

  const kept = pairs.map(({ head: state, base: former }): PlannedChange => {
    if (former === undefined) return { ...unchanged(state), action: state.operation };
    const formerUrn = former.urn === state.urn ? undefined : former.urn;
    if (state.external) {
      const replacement = former.external ? "no" : "possible";
      return { ...unchanged(state), action: "read", replacement, formerUrn, protected: former.protect };
    }
    if (former.external) {
      replaced.add(state.urn); // What was read stays as it is, but from now on everybody gets their values from another one.
      return { ...unchanged(state), action: "create", formerUrn };
    }
    const changes = state.custom ? changesOf(former, state, around) : [];
    const provider = providers.get(providerUrnOf(state.provider))?.inputs ?? {};
    const properties = changes.map((change) => planned(change, state, provider, table, redactor));
    const switched = switchOf(former, state);
    const reasons = otherReasons(former, state, around.isReplaced, switched);
    const replacement = replacementOf([switched, ...properties.map((property) => property.consequence)], reasons);
    if (replacement === "certain") replaced.add(state.urn);
    const changed = properties.length > 0 ? "update" : "same";
    return {
      ...unchanged(state),
      action: replacement === "certain" ? "replace" : changed,
      replacement,
      formerUrn,
      reasons,
      properties,
      protected: former.protect,
      deletesFirst: replacement === "certain" && deletesFirst(state),
    };
  });
  const removed = gone.filter(({ external }) => !external).reverse();
  return [
    ...kept,
    ...removed.map((state) => ({ ...unchanged(state), action: state.retainOnDelete ? "forget" : "delete" }) as const),
  ];
}

/** The same as a reader sees it: without a secret in what a program can name. Values have lost theirs already. */
export function shownChange(change: PlannedChange, redactor: Redactor): PlannedChange {
  const urn = (each: string) => redactor.urn(each);
  const { formerUrn, reasons, properties } = change;
  return {
    ...change,
    urn: urn(change.urn),
    type: redactor.text(change.type),
    name: redactor.text(change.name),
    parent: urn(change.parent),
    formerUrn: formerUrn && urn(formerUrn),
    reasons: reasons.map(urn),
    properties: properties.map(({ path, cause, ...rest }) => ({
      ...rest,
      path: redactor.text(path),
      cause: cause && urn(cause),
    })),
  };
}

/** By URN. */
type Providers = ReadonlyMap<string, ResourceState>;

function providersOf(states: readonly ResourceState[]): Providers {
  return new Map(states.filter(({ type }) => isProviderType(type)).map((state) => [state.urn, state]));
}

function unchanged(state: ResourceState): PlannedChange {
  const { urn, type, name, parent, custom, protect } = state;
  return {
    ...{ urn, type, name, parent, custom, protected: protect },
    ...{ action: "same", replacement: "no", formerUrn: undefined, reasons: [], properties: [], deletesFirst: false },
    holds: holds(type),
  };
}

function planned(
  change: Change,
  state: ResourceState,
  provider: Properties,
  table: ReplacementTable,
  redactor: Redactor,
): PlannedProperty {
  const { path, kind, before, after, cause } = change;
  const found = withLeaves(change).map((leaf) => consequence(leaf, state, provider, table));
  const shown = (value: Change["before"]) =>
    value === undefined || (state.hideDiff.length > 0 && state.hideDiff.some((hidden) => path.startsWith(hidden)))
      ? undefined
      : shownValue(value, redactor);
  return { path, kind, consequence: strongest(found), before: shown(before), after: shown(after), cause };
}

const BY_STRENGTH: readonly Consequence[] = ["replace", "unknown", "depends", "update"];

function strongest(found: readonly Consequence[]): Consequence {
  return BY_STRENGTH.find((each) => found.includes(each)) ?? "update";
}

function replacementOf(all: readonly Consequence[], reasons: readonly string[]): PlannedChange["replacement"] {
  if (reasons.length > 0 || all.includes("replace")) return "certain";
  return all.includes("unknown") || all.includes("depends") ? "possible" : "no";
}

/**
 * What replaces a resource whatever its properties say.
 * @param switched what it means that the resource has another provider than before, which may reach into another cluster.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step_generator.go (providerChanged)
 */
function otherReasons(
  base: ResourceState,
  head: ResourceState,
  isReplaced: (urn: string) => boolean,
  switched: Consequence,
): string[] {
  const provider = providerUrnOf(head.provider);
  const triggered = JSON.stringify(base.replacementTrigger) !== JSON.stringify(head.replacementTrigger);
  return [
    ...(provider !== "" && (isReplaced(provider) || switched === "replace") ? [provider] : []),
    ...head.replaceWith.filter(isReplaced),
    ...(triggered && base.replacementTrigger !== undefined ? ["trigger"] : []),
  ];
}

function deletesFirst({ type, inputs, deleteBeforeReplace }: ResourceState): boolean {
  return deleteBeforeReplace ?? (packageOf(type) === "kubernetes" && isNamed(inputs));
}
