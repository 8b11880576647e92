import { type HeadRoom, headRoom, inOrder } from "../capacity/head-room";
import type { PlannedUse } from "../capacity/planned-use";
import type { Redactor } from "../engine/redaction";
import type { DeclaredState } from "../replay/declared";

/** What is taken of a limit once every autoscaler has come to its declared maximum, on one side. */
export type Room = Pick<HeadRoom, "used" | "available" | "share" | "notes">;

/** One limit on both sides; `undefined` where a side has no such limit. Without secrets of either. */
export interface HeadRoomLine extends Pick<HeadRoom, "id" | "limit" | "component" | "region" | "unit" | "urns"> {
  readonly base: Room | undefined;
  readonly head: Room | undefined;
  /** What the capacity plan of the head says will be taken of it, and when; `undefined` where it says nothing. */
  readonly planned: { readonly used: number; readonly day: string } | undefined;
}

/**
 * From this share on a limit is told of even where nothing changes. Unit: ratio.
 * Source: https://docs.aws.amazon.com/awssupport/latest/user/service-limits.html (yellow: 80 % of a limit)
 */
const WARNING_SHARE = 0.8;

/** Every limit of either side, in the order of a request's way. Pure. @param plan of the head, if there is one */
export function compareHeadRoom(
  base: readonly DeclaredState[],
  head: readonly DeclaredState[],
  redactor: Redactor,
  plan?: PlannedUse,
): HeadRoomLine[] {
  const rowsOf = (states: readonly DeclaredState[]): ReadonlyMap<string, HeadRoom> =>
    new Map(headRoom(states, plan?.usedAtPeak).map((row) => [row.id, row]));
  const [before, after] = [rowsOf(base), rowsOf(head)];
  const text = (each: string) => redactor.text(each);
  const room = (side: HeadRoom | undefined): Room | undefined =>
    side && { used: side.used, available: side.available, share: side.share, notes: side.notes.map(text) };
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  return [...after.values(), ...gone].sort(inOrder).map(({ id, limit, component, region, unit, urns }) => ({
    ...{ id: text(id), limit: text(limit), component, region: text(region), unit },
    ...{ urns: urns.map((urn) => redactor.urn(urn)), base: room(before.get(id)), head: room(after.get(id)) },
    planned: plannedOf(plan, id),
  }));
}

function plannedOf(plan: PlannedUse | undefined, id: string): HeadRoomLine["planned"] {
  const used = plan?.usedAtPeak.get(id);
  return plan === undefined || used === undefined ? undefined : { used, day: plan.day };
}

const hasChanged = ({ base, head }: HeadRoomLine): boolean =>
  base?.used !== head?.used || base?.available !== head?.available;

const exceeds = (used: number | undefined, room: Room | undefined): boolean =>
  used !== undefined && room?.available !== undefined && used > room.available;

/** More is planned for than there is after the change. */
export const isTooSmallForPlan = ({ head, planned }: HeadRoomLine): boolean => exceeds(planned?.used, head);

/** More is taken than there is, at the declared maximum or by the plan. */
export function isTooSmall(line: HeadRoomLine, side: "base" | "head" = "head"): boolean {
  const room = line[side];
  return exceeds(room?.used, room) || exceeds(line.planned?.used, room);
}

/** The larger of what is taken at the declared maximum and what is planned. */
function tightestShare({ head, planned }: HeadRoomLine): number {
  if (head === undefined) return 0;
  const { available = Number.POSITIVE_INFINITY, share } = head;
  const used = planned === undefined ? 0 : planned.used;
  return Math.max(share ?? 0, available > 0 ? used / available : 0);
}

/** Close to its end, or beyond it, after the change. */
export const isTight = (line: HeadRoomLine): boolean => isTooSmall(line) || tightestShare(line) >= WARNING_SHARE;

/** Too small after the change, and not before it. */
export const becomeTooSmall = (lines: readonly HeadRoomLine[]): HeadRoomLine[] =>
  lines.filter((line) => isTooSmall(line) && !isTooSmall(line, "base"));

/**
 * Those to tell of: tight ones, the tightest first, then those that change. A new one with room enough is left out: it takes nothing
 * away from anybody.
 */
export function tellingLines(lines: readonly HeadRoomLine[]): HeadRoomLine[] {
  const told = lines.filter((line) => isTight(line) || (hasChanged(line) && line.base !== undefined));
  const share = (line: HeadRoomLine) => (line.head?.available === 0 ? Number.MAX_VALUE : tightestShare(line));
  const tight = told.filter(isTight).sort((a, b) => share(b) - share(a));
  return [...tight, ...told.filter((line) => !isTight(line))];
}
