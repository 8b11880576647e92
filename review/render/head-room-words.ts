import { type HeadRoomLine, isTight, isTooSmall, isTooSmallForPlan, type Room } from "../comparison/compare-head-room";

/** `60 of 100 (60%)`, `not known`, or that there is none. */
export function roomText(room: Room | undefined, unit: string): string {
  if (room === undefined) return "no such limit";
  const { used, available, share } = room;
  if (used === undefined && available === undefined) return "not known";
  const amount = (value: number | undefined) => (value === undefined ? "?" : rounded(value));
  const percent = share === undefined ? "" : ` (${percentage(share)})`;
  return `${amount(used)} of ${amount(available)} ${unit}${percent}`;
}

const rounded = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : 0 });

/** Nothing that is above a limit may read as 100%, and nothing below it. */
function percentage(share: number): string {
  const percent = share > 1 ? Math.max(101, Math.round(share * 100)) : Math.min(100, Math.floor(share * 100));
  return `${percent}%`;
}

/** `is too small`, for what is planned perhaps, or `is nearly used up`; empty for one with room enough. */
export function tightnessText(line: HeadRoomLine): string {
  if (!isTight(line)) return "";
  if (isTooSmallForPlan(line)) return `is too small ${planText(line)}`;
  return isTooSmall(line) ? "is too small" : "is nearly used up";
}

/** Why a limit does not suffice: `at the declared maximum: 6 of 5 in use (120%)`. */
export function shortageText(line: HeadRoomLine): string {
  const { head, unit } = line;
  return isTooSmallForPlan(line) ? planText(line) : `at the declared maximum: ${roomText(head, unit)}`;
}

/** `for what is planned on 2026-12-18: 131 of 100 pods (131%)`. */
function planText({ head, planned, unit }: HeadRoomLine): string {
  if (head === undefined || planned === undefined) return "";
  const { available } = head;
  const share = available ? planned.used / available : undefined;
  return `for what is planned on ${planned.day}: ${roomText({ ...head, used: planned.used, share }, unit)}`;
}

/** `vCPUs in eu-west-1`. */
export const limitText = ({ limit, region }: HeadRoomLine): string => (region === "" ? limit : `${limit} in ${region}`);
