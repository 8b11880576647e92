import type { CostComparison } from "../cost/compare-costs";
import type { Action, PlannedChange } from "../plan/plan";
import type { Loss } from "./allowances";
import type { HeadRoomLine } from "./compare-head-room";
import type { PolicyComparison, Verdict } from "./verdicts";

/** One of the two commits that are compared. */
export interface Revision {
  /** As the user named it; `working tree` for the files as they lie there. */
  readonly name: string;
  /** Full hash; `undefined` for the working tree. */
  readonly commit: string | undefined;
}

/** What a change of the program would do to every stack. */
export interface Review {
  readonly project: string;
  readonly base: Revision;
  readonly head: Revision;
  readonly stacks: readonly StackReview[];
}

/** What it would do to one stack. */
export interface StackReview {
  readonly stack: string;
  /** Whether the stack is there on both sides. */
  readonly presence: "both" | "new" | "gone";
  /** Every resource of both sides, also those that stay as they are. */
  readonly changes: readonly PlannedChange[];
  readonly counts: ActionCounts;
  /** What would be lost, the worst first. */
  readonly losses: readonly Loss[];
  /** Properties whose value is not known before the update and which differ or are new: what this review cannot see. */
  readonly unknowns: readonly UnknownProperty[];
  /** `undefined` where no pack judged. */
  readonly policies: PolicyComparison | undefined;
  /** In the order of a request's way; none of a stack that is gone. */
  readonly headRoom: readonly HeadRoomLine[];
  readonly costs: CostComparison;
}

/** How many resources, components not counted. `move` counts those whose URN changes, whatever else happens to them. */
export type ActionCounts = Readonly<Record<Action | "move", number>>;

export interface UnknownProperty {
  readonly urn: string;
  readonly name: string;
  readonly path: string;
}

/** Whether something would be lost that nobody has allowed. */
export function losesSomething({ stacks }: Review): boolean {
  return stacks.some(({ losses }) => losses.some(({ allowedBy }) => allowedBy === undefined));
}

/** Mandatory policies that the head violates and the base does not. */
export function newlyForbidden({ policies }: StackReview): readonly Verdict[] {
  return (policies?.appeared ?? []).filter(({ level }) => level === "mandatory");
}

/** Whether a mandatory policy is violated that was not before. */
export function violatesSomething({ stacks }: Review): boolean {
  return stacks.some((stack) => newlyForbidden(stack).length > 0);
}
