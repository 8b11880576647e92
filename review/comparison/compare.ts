import { compareCosts, type StackCosts } from "../cost/compare-costs";
import { estimateFixed } from "../cost/estimate";
import type { Prices } from "../cost/prices";
import { readUsage, usageCosts } from "../cost/usage";
import type { Preview } from "../engine/preview";
import { Redactor } from "../engine/redaction";
import { isProviderType } from "../engine/urn";
import { type Action, type PlannedChange, planChanges } from "../plan/plan";
import { NOT_KNOWN } from "../plan/shown-value";
import { summarize } from "../summary";
import type { ReplacementTable } from "../terraform/replacements";
import { type Allowance, lossesOf } from "./allowances";
import type { ActionCounts, StackReview, UnknownProperty } from "./review";

/** A stack on both sides; `undefined` where the side does not have it. */
export interface StackSides {
  readonly stack: string;
  readonly base: Preview | undefined;
  readonly head: Preview | undefined;
}

/** What is the same for every stack of a review. */
export interface ReviewRules {
  readonly table: ReplacementTable;
  readonly prices: Prices;
  readonly allowances: readonly Allowance[];
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/** What an update from one side to the other would do. Nothing in it holds a secret of either side. */
export function compareStack({ stack, base, head }: StackSides, rules: ReviewRules): StackReview {
  const { table, prices, allowances, today } = rules;
  const sides = { base: base?.resources ?? [], head: head?.resources ?? [] };
  const redactor = [base, head].reduce(
    (all, side) => (side === undefined ? all : all.and(side.redactor)),
    new Redactor([]),
  );
  const changes = planChanges({ ...sides, redactor }, table);
  return {
    stack,
    presence: base === undefined ? "new" : head === undefined ? "gone" : "both",
    changes,
    counts: countActions(changes),
    losses: lossesOf(changes, stack, allowances, today),
    unknowns: unknownsOf(changes),
    costs: compareCosts(base && costsOf(base, prices), head && costsOf(head, prices)),
    summary: { base: base && summarize(base.resources), head: head && summarize(head.resources) },
  };
}

function costsOf({ project, stack, resources }: Preview, prices: Prices): StackCosts {
  const declared = readUsage(project.stackConfigDirectory, stack, prices);
  return { fixed: estimateFixed(resources, prices), usage: usageCosts(declared, prices) };
}

function countActions(changes: readonly PlannedChange[]): ActionCounts {
  const counts: Record<Action | "move", number> = {
    ...{ create: 0, read: 0, import: 0, same: 0, update: 0, replace: 0, delete: 0, forget: 0, move: 0 },
  };
  for (const { custom, type, action, formerUrn } of changes) {
    if (!custom || isProviderType(type)) continue;
    counts[action]++;
    if (formerUrn !== undefined) counts.move++;
  }
  return counts;
}

/** Of resources that change; what a new resource does not know yet is no surprise. */
function unknownsOf(changes: readonly PlannedChange[]): UnknownProperty[] {
  return changes.flatMap(({ urn, name, properties }) =>
    properties.filter(({ after }) => after === NOT_KNOWN).map(({ path }) => ({ urn, name, path })),
  );
}
