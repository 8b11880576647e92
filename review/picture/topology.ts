import type { Redactor } from "../engine/redaction";
import type { ResourceState } from "../engine/resource-state";
import { shownState } from "../engine/shown-state";
import { isProviderType, STACK_TYPE } from "../engine/urn";
import type { PlannedChange } from "../plan/plan";
import type { Kind } from "./kinds";
import { type Entry, PartTree } from "./part-tree";

/** What happens to a resource, as the picture tells it; what stays as it is has no mark. */
export type Mark = "replaced" | "perhaps replaced" | "deleted" | "changed" | "created" | "moved";

/** The gravest first. */
export const MARKS: readonly Mark[] = ["replaced", "perhaps replaced", "deleted", "changed", "created", "moved"];

/** One part of the platform: a component with everything below it. */
export interface TopologyNode {
  /** The same for equal programs. */
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  /** `undefined` for what belongs to none, or to several. */
  readonly region: string | undefined;
  /** How many resources it holds, those that go included. */
  readonly resources: number;
  readonly marks: Readonly<Partial<Record<Mark, number>>>;
}

/** A part takes values from another, e.g. the id of a network. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  readonly presence: "both" | "new" | "gone";
}

/** A stack as its parts and what they need of each other, before and after a change. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** Both sides of a stack, and what an update would do. */
export interface TopologySides {
  readonly base: readonly ResourceState[] | undefined;
  readonly head: readonly ResourceState[] | undefined;
  /** As they are shown. */
  readonly changes: readonly PlannedChange[];
  /** Takes the secrets of both sides out of names. */
  readonly redactor: Redactor;
}

/** More than these cannot be read: then parts of one kind in one region become one. */
const MAX_NODES = 70;

/**
 * The parts of a stack, in a fixed order. A part is a component; one that holds parts of several kinds, such as a region, is taken
 * apart, and so is one with a like part in each of several regions. Resources outside of components are put together by service.
 */
export function topologyOf({ changes, redactor, ...sides }: TopologySides): Topology {
  const [base, head] = [sides.base, sides.head].map((states) => states?.map((state) => shownState(state, redactor)));
  const renamed = new Map(
    changes.flatMap(({ urn, formerUrn }) => (formerUrn === undefined ? [] : [[formerUrn, urn] as const])),
  );
  const now = (urn: string) => renamed.get(urn) ?? urn;
  const entries = new Map<string, Entry>();
  for (const state of [...(base ?? []), ...(head ?? [])]) {
    if (isProviderType(state.type) || state.type === STACK_TYPE) continue;
    const urn = now(state.urn); // what the head says replaces what the base said
    entries.set(urn, { urn, parent: now(state.parent), state });
  }
  const tree = new PartTree([...entries.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1)));
  const marks = new Map(changes.map((change) => [change.urn, markOf(change)]));
  const nodes = tree.parts.map(
    ({ members, region, ...part }): TopologyNode => ({
      ...part,
      region: region && redactor.text(region),
      resources: members.length,
      marks: countMarks(members, marks),
    }),
  );
  const edges = joined(edgesOf(base, now, tree), edgesOf(head, now, tree), base !== undefined && head !== undefined);
  return nodes.length <= MAX_NODES ? { nodes, edges } : condensed(nodes, edges);
}

function markOf({ action, replacement, formerUrn }: PlannedChange): Mark | undefined {
  if (replacement === "certain") return "replaced";
  if (replacement === "possible") return "perhaps replaced";
  if (action === "delete" || action === "forget") return "deleted";
  if (action === "update") return "changed";
  if (action === "create" || action === "import") return "created";
  return formerUrn === undefined ? undefined : "moved";
}

function countMarks(members: readonly Entry[], marks: ReadonlyMap<string, Mark | undefined>): TopologyNode["marks"] {
  const found = members.map(({ urn }) => marks.get(urn));
  return Object.fromEntries(
    MARKS.map((mark) => [mark, found.filter((each) => each === mark).length] as const).filter(([, count]) => count > 0),
  );
}

/** Only where a value flows: what merely waits for another says nothing about how a platform hangs together. */
function edgesOf(
  states: readonly ResourceState[] | undefined,
  now: (urn: string) => string,
  tree: PartTree,
): ReadonlySet<string> {
  const edges = new Set<string>();
  for (const state of states ?? []) {
    const from = tree.partOf(now(state.urn));
    if (from === undefined) continue;
    for (const urn of Object.values(state.propertyDependencies).flat()) {
      const to = tree.partOf(now(urn));
      if (to !== undefined && to !== from) edges.add(JSON.stringify([from, to]));
    }
  }
  return edges;
}

function joined(base: ReadonlySet<string>, head: ReadonlySet<string>, compared: boolean): TopologyEdge[] {
  return [...new Set([...base, ...head])].sort().map((key): TopologyEdge => {
    const [from, to] = JSON.parse(key) as [string, string];
    const both = !compared || (base.has(key) && head.has(key));
    return { from, to, presence: both ? "both" : head.has(key) ? "new" : "gone" };
  });
}

/** Parts of one kind in one region as one. */
function condensed(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Topology {
  const groups = new Map<string, TopologyNode[]>();
  for (const node of nodes) {
    const key = JSON.stringify([node.region ?? "", node.kind]);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const idOf = new Map([...groups].flatMap(([key, members]) => members.map(({ id }) => [id, key] as const)));
  const merged = [...groups].map(([id, members]): TopologyNode => {
    const [first] = members as [TopologyNode];
    const counts = MARKS.map(
      (mark) => [mark, members.reduce((all, { marks }) => all + (marks[mark] ?? 0), 0)] as const,
    );
    return {
      ...{ id, kind: first.kind, region: first.region },
      name: members.length === 1 ? first.name : `${members.length} parts`,
      resources: members.reduce((all, { resources }) => all + resources, 0),
      marks: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    };
  });
  const byPair = new Map<string, TopologyEdge>();
  for (const { from, to, presence } of edges) {
    const pair = [idOf.get(from) as string, idOf.get(to) as string] as const;
    if (pair[0] === pair[1]) continue;
    const former = byPair.get(pair.join());
    const same = former === undefined || former.presence === presence;
    byPair.set(pair.join(), { from: pair[0], to: pair[1], presence: same ? presence : "both" });
  }
  return { nodes: merged, edges: [...byPair.values()] };
}
