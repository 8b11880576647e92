import { type HeadRoom, headRoom, inOrder } from "../capacity/head-room";
import type { Redactor } from "../engine/redaction";
import type { DeclaredState } from "../replay/declared";

/** What is taken of a limit once every autoscaler has come to its declared maximum, on one side. */
export type Room = Pick<HeadRoom, "used" | "available" | "share" | "notes">;

/** One limit on both sides; `undefined` where a side has no such limit. Without secrets of either. */
export interface HeadRoomLine extends Pick<HeadRoom, "id" | "limit" | "component" | "region" | "unit" | "urns"> {
  readonly base: Room | undefined;
  readonly head: Room | undefined;
}

/**
 * From this share on a limit is told of even where nothing changes. Unit: ratio.
 * Source: https://docs.aws.amazon.com/awssupport/latest/user/service-limits.html (yellow: 80 % of a limit)
 */
const WARNING_SHARE = 0.8;

/** Every limit of either side, in the order of a request's way. Pure. */
export function compareHeadRoom(
  base: readonly DeclaredState[],
  head: readonly DeclaredState[],
  redactor: Redactor,
): HeadRoomLine[] {
  const [before, after] = [rowsOf(base), rowsOf(head)];
  const text = (each: string) => redactor.text(each);
  const room = (side: HeadRoom | undefined): Room | undefined =>
    side && { used: side.used, available: side.available, share: side.share, notes: side.notes.map(text) };
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  return [...after.values(), ...gone].sort(inOrder).map(({ id, limit, component, region, unit, urns }) => ({
    ...{ id: text(id), limit: text(limit), component, region: text(region), unit },
    ...{ urns: urns.map((urn) => redactor.urn(urn)), base: room(before.get(id)), head: room(after.get(id)) },
  }));
}

function rowsOf(states: readonly DeclaredState[]): ReadonlyMap<string, HeadRoom> {
  return new Map(headRoom(states).map((row) => [row.id, row]));
}

const hasChanged = ({ base, head }: HeadRoomLine): boolean =>
  base?.used !== head?.used || base?.available !== head?.available;

/** More is taken than there is. */
export const isTooSmall = ({ used, available }: Partial<Room> = {}): boolean =>
  used !== undefined && available !== undefined && used > available;

/** Close to its end, or beyond it, after the change. */
export const isTight = ({ head }: HeadRoomLine): boolean => isTooSmall(head) || (head?.share ?? 0) >= WARNING_SHARE;

/** Too small after the change, and not before it. */
export const becomeTooSmall = (lines: readonly HeadRoomLine[]): HeadRoomLine[] =>
  lines.filter(({ base, head }) => isTooSmall(head) && !isTooSmall(base));

/**
 * Those to tell of: tight ones, the tightest first, then those that change. A new one with room enough is left out: it takes nothing
 * away from anybody.
 */
export function tellingLines(lines: readonly HeadRoomLine[]): HeadRoomLine[] {
  const told = lines.filter((line) => isTight(line) || (hasChanged(line) && line.base !== undefined));
  // Of nothing there is no share, and whatever is taken of it is too much.
  const share = ({ head }: HeadRoomLine) => head?.share ?? Number.MAX_VALUE;
  const tight = told.filter(isTight).sort((a, b) => share(b) - share(a));
  return [...tight, ...told.filter((line) => !isTight(line))];
}
