import { readPlannedUse } from "../capacity/planned-use";
import { compareCosts, type StackCosts, shownCosts } from "../cost/compare-costs";
import { estimateFixed } from "../cost/estimate";
import type { Prices } from "../cost/prices";
import { readUsage, usageCosts } from "../cost/usage";
import type { Preview } from "../engine/preview";
import { Redactor } from "../engine/redaction";
import { isProviderType } from "../engine/urn";
import { type Action, type PlannedChange, planChanges, shownChange } from "../plan/plan";
import { NOT_KNOWN } from "../plan/shown-value";
import type { ReplacementTable } from "../terraform/replacements";
import { type Allowance, lossesOf } from "./allowances";
import { compareHeadRoom } from "./compare-head-room";
import type { JudgedPreview } from "./judged-preview";
import type { ActionCounts, StackReview, UnknownProperty } from "./review";
import { compareVerdicts } from "./verdicts";

/** A stack on both sides; `undefined` where the side does not have it. */
export interface StackSides {
  readonly stack: string;
  readonly base: JudgedPreview | undefined;
  readonly head: JudgedPreview | undefined;
}

/** The same before any policy pack has said a word. */
export interface StackPreviews {
  readonly stack: string;
  readonly base: Preview | undefined;
  readonly head: Preview | undefined;
}

/** Takes out the secrets of both. */
export function redactorOf({ base, head }: StackPreviews): Redactor {
  if (base === undefined || head === undefined) return (base ?? head)?.redactor ?? new Redactor([]);
  return base.redactor.and(head.redactor);
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
export function compareStack(sides: StackSides, rules: ReviewRules): StackReview {
  return withVerdicts(compareResources(sides, rules), sides);
}

/** All of it but the policies. */
export interface ComparedResources {
  readonly review: Omit<StackReview, "policies">;
  readonly newUrns: ReadonlyMap<string, string>;
  /** Takes out the secrets of both sides. */
  readonly redactor: Redactor;
}

/** What an update would do, whatever the packs say about it. */
export function compareResources(sides: StackPreviews, rules: ReviewRules): ComparedResources {
  const { stack, base, head } = sides;
  const { table, prices, allowances, today } = rules;
  const redactor = redactorOf(sides);
  const [before, after] = [base?.resources ?? [], head?.resources ?? []];
  const planned = planChanges({ base: before, head: after, redactor }, table);
  const changes = planned.map((change) => shownChange(change, redactor));
  const review = {
    stack,
    presence: base === undefined ? "new" : head === undefined ? "gone" : "both",
    changes,
    counts: countActions(planned),
    losses: lossesOf(changes, stack, allowances, today),
    unknowns: unknownsOf(changes),
    headRoom: head === undefined ? [] : compareHeadRoom(before, after, redactor, planOf(head)),
    costs: shownCosts(compareCosts(base && costsOf(base, prices), head && costsOf(head, prices)), redactor),
  } as const;
  return { review, newUrns: new Map(planned.map(({ urn, formerUrn }) => [formerUrn ?? urn, urn])), redactor };
}

/** The whole review, once the packs have judged. */
export function withVerdicts(
  { review, newUrns, redactor }: ComparedResources,
  { base, head }: StackSides,
): StackReview {
  const newUrn = (urn: string) => newUrns.get(urn) ?? urn;
  return { ...review, policies: compareVerdicts(base, head, { newUrn, redactor }) };
}

const planOf = ({ project, stack }: Preview) => readPlannedUse(project.stackConfigDirectory, stack);

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
