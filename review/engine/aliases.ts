import type { AliasSpec } from "./registration";
import type { ResourceState } from "./resource-state";
import { createUrn, parseUrn, STACK_TYPE } from "./urn";

/** The resource whose former URNs are wanted, and the stack it lives in. */
interface Subject {
  readonly stack: string;
  readonly project: string;
  readonly type: string;
  readonly name: string;
  /** The present parent, with its own former URNs; `undefined` at the top. */
  readonly parent: Pick<ResourceState, "urn" | "name" | "aliases"> | undefined;
}

/**
 * Every URN under which an existing resource would be taken for this one: its own aliases, and those that follow from its
 * parent having been called or placed differently.
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/
 */
export function aliasUrns(specs: readonly AliasSpec[], subject: Subject): string[] {
  const own = specs.map((spec) => toUrn(spec, subject));
  const present = createUrn(subject.stack, subject.project, subject.parent?.urn ?? "", subject.type, subject.name);
  const inherited = (subject.parent?.aliases ?? []).flatMap((parentAlias) =>
    [present, ...own].map((urn) => underFormerParent(urn, parentAlias, subject)),
  );
  return [...new Set([...own, ...inherited])].filter((urn) => urn !== present);
}

function toUrn(spec: AliasSpec, subject: Subject): string {
  if ("urn" in spec) return spec.urn;
  const parent = spec.noParent ? "" : spec.parent || (subject.parent?.urn ?? "");
  const underStack = parseUrn(parent)?.qualifiedType === STACK_TYPE;
  return createUrn(
    spec.stack || subject.stack,
    spec.project || subject.project,
    underStack ? "" : parent,
    spec.type || subject.type,
    spec.name || subject.name,
  );
}

/** A child named after its parent, `<parent>-<role>`, is taken to have followed the parent's former name. */
function underFormerParent(urn: string, parentAlias: string, subject: Subject): string {
  const child = parseUrn(urn);
  const former = parseUrn(parentAlias);
  const parentName = subject.parent?.name ?? "";
  if (child === undefined || former === undefined) return urn;
  const name = child.name.startsWith(parentName) ? former.name + child.name.slice(parentName.length) : child.name;
  return createUrn(subject.stack, subject.project, parentAlias, child.type, name);
}
