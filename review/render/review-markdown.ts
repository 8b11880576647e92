import type { Loss } from "../comparison/allowances";
import { becomeTooSmall, type HeadRoomLine, tellingLines } from "../comparison/compare-head-room";
import { losesSomething, newlyForbidden, type Review, type StackReview, violatesSomething } from "../comparison/review";
import type { PolicyComparison, Verdict } from "../comparison/verdicts";
import type { CostComparison } from "../cost/compare-costs";
import { parseUrn } from "../engine/urn";
import type { PlannedChange, PlannedProperty } from "../plan/plan";
import { limitText, roomText, shortageText, tightnessText } from "./head-room-words";
import { printable } from "./printable";
import { countsText, rangeText } from "./review-text";
import { packsText, ruleChangeText, saysSomething, verdictCounts, verdictPlace, verdictReason } from "./verdict-words";

/** Most characters of a comment, a little below what GitHub takes. Source: https://github.com/orgs/community/discussions/27190 */
export const MAX_COMMENT = 60_000;

/** By this line the next run finds the comment that it replaces. */
export const COMMENT_MARK = "<!-- p95 review -->";

/** Longest value shown. Unit: characters. */
const MAX_LENGTH = 80;

/** The review as a comment for a pull request: the verdict first, details folded. Nothing that is quoted can act as Markdown or HTML. */
export function reviewMarkdown(review: Review): string {
  const head = [
    COMMENT_MARK,
    `### ${verdict(review)}: ${code(review.project)}`,
    `${code(review.base.name)} → ${code(review.head.name)}`,
    ...review.stacks.flatMap(({ stack, losses }) => losses.map((loss) => lossLine(stack, loss))),
    ...capped(
      review.stacks.flatMap((stack) => newlyForbidden(stack).map((each) => violationLine(stack.stack, each))),
      "new violations",
    ),
    ...capped(
      review.stacks.flatMap(({ stack, headRoom }) => becomeTooSmall(headRoom).map((each) => shortageLine(stack, each))),
      "limits that become too small",
    ),
    ...["", "| stack | resources | monthly cost |", "| --- | --- | --- |"],
    ...review.stacks.map(
      ({ stack, counts, costs, presence }) =>
        `| ${cell(stack)}${presence === "both" ? "" : ` (${presence})`} | ${countsText(counts)} | ${costText(costs)} |`,
    ),
    "",
  ].join("\n");
  return fitted(head, review.stacks.map(stackDetails));
}

function verdict(review: Review): string {
  if (losesSomething(review)) return "🛑 Something would be lost";
  return violatesSomething(review) ? "🛑 A mandatory policy would be violated" : "✅ Nothing would be lost";
}

/** Most lines of a kind in front of the table; the details have more. */
const MAX_LINES = 10;

const capped = (lines: readonly string[], kind: string): string[] =>
  lines.length <= MAX_LINES
    ? [...lines]
    : [...lines.slice(0, MAX_LINES), `- and ${lines.length - MAX_LINES} more ${kind}`];

/** As many lines of each stack's details as there is room for, shared out evenly. */
function fitted(head: string, details: readonly Details[]): string {
  const changed = details.filter(({ lines }) => lines.length > 0);
  let room = MAX_COMMENT - head.length;
  const shown = changed.map(({ summary, lines }, i) => {
    const share = Math.floor(room / (changed.length - i));
    const text = folded(summary, lines, share);
    room -= text.length;
    return text;
  });
  return head + shown.join("");
}

interface Details {
  readonly summary: string;
  readonly lines: readonly string[];
}

const CUT = "\n_More than fits into a comment: see the report._\n";

function folded(summary: string, lines: readonly string[], room: number): string {
  const [before, after] = [`\n<details><summary>${summary}</summary>\n\n`, "\n</details>\n"];
  let left = room - before.length - after.length - CUT.length;
  const fitting = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  if (fitting === 0) return left + room < 0 ? "" : CUT;
  const shown = fitting === -1 ? lines : lines.slice(0, fitting);
  return `${before}${shown.join("\n")}${fitting === -1 ? "" : `\n${CUT}`}${after}`;
}

function lossLine(stack: string, { change, allowedBy, expired }: Loss): string {
  const { name, type, action, replacement, holds } = change;
  const what =
    action === "delete" ? "would be deleted" : replacement === "certain" ? "would be replaced" : "may be replaced";
  const verdict =
    allowedBy === undefined
      ? `**not allowed**${expired.length > 0 ? ` (an allowance expired on ${cell(expired[0]?.expires ?? "")})` : ""}`
      : `allowed by ${code(allowedBy.owner)}: ${code(allowedBy.reason)}`;
  return `- ${allowedBy === undefined ? "🛑" : "⚠️"} ${code(stack)}: ${code(name)} (${code(type)}) ${what}, and its ${holds} lost; ${verdict}${change.protected ? "; protected, so the update would stop" : ""}`;
}

const violationLine = (stack: string, verdict: Verdict): string =>
  `- 🛑 ${code(stack)}: ${code(verdict.rule)} would be violated by ${code(verdictPlace(verdict))}: ${code(verdictReason(verdict))}${verdict.becauseOfPack ? " (by the change of the policy pack)" : ""}`;

const shortageLine = (stack: string, line: HeadRoomLine): string =>
  `- ⚠️ ${code(stack)}: ${code(limitText(line))} would be too small ${shortageText(line)}`;

/** Verdicts that come and go; nothing where none does. */
function policyLines(policies: PolicyComparison | undefined): string[] {
  if (policies === undefined || !saysSomething(policies)) return [];
  const { appeared, disappeared, unjudged, rules, packs } = policies;
  const [before, after] = [packsText(packs.base), packsText(packs.head)];
  const lines = (heading: string, verdicts: readonly Verdict[]) =>
    verdicts.length === 0 ? [] : [`- ${heading} (${verdicts.length})`, ...verdicts.map(verdictLine)];
  return [
    ...[`**policies**: ${verdictCounts(policies)}`, ""],
    ...lines("would be violated, and is not yet", appeared),
    ...lines("is violated, and would not be any more", disappeared),
    ...unjudged.map(
      ({ rule, place, path }) =>
        `- ${code(rule)} cannot judge ${code(place.join(" > "))}: ${code(path)} is not known yet`,
    ),
    ...(before === after ? [] : [`- the policy pack changes: ${code(before)} → ${code(after)}`]),
    ...rules.map((change) => `- rule ${code(change.rule)} of the pack ${ruleChangeText(change)}`),
    "",
  ];
}

const verdictLine = (verdict: Verdict): string =>
  `  - ${code(verdict.rule)} (${verdict.level}) ${code(verdictPlace(verdict))}: ${code(verdictReason(verdict))}`;

function costText({ base, head }: CostComparison): string {
  const change = Math.round(head.expected - base.expected);
  const sign = change === 0 ? "no change" : `${change > 0 ? "+" : "−"}$${Math.abs(change).toLocaleString("en-US")}`;
  return `${rangeText(head)}, ${sign}`;
}

function stackDetails({ stack, changes, policies, headRoom, costs, unknowns }: StackReview): Details {
  const of = (heading: string, wanted: (change: PlannedChange) => boolean) => {
    const found = changes.filter((change) => change.custom && wanted(change));
    return found.length === 0 ? [] : [`**${heading}** (${found.length})`, "", ...found.flatMap(changeLines), ""];
  };
  // Long lists last: they are what is cut when a comment is full.
  const lines = [
    ...policyLines(policies),
    ...of("replaced", ({ replacement }) => replacement === "certain"),
    ...of("perhaps replaced, nobody has measured it", ({ replacement }) => replacement === "possible"),
    ...of("deleted", ({ action }) => action === "delete" || action === "forget"),
    ...headRoomTable(headRoom),
    ...costTable(costs),
    ...of("changed", ({ action, replacement }) => action === "update" && replacement === "no"),
    ...of("moved", ({ formerUrn, action }) => formerUrn !== undefined && action === "same"),
    ...of("created", ({ action }) => ["create", "import", "read"].includes(action)),
    ...(unknowns.length > 0
      ? [
          "**not known before the update**",
          "",
          ...unknowns.map(({ name, path }) => `- ${code(name)} ${code(path)}`),
          "",
        ]
      : []),
  ];
  return { summary: `Details of ${escaped(stack)}`, lines };
}

function changeLines(change: PlannedChange): string[] {
  const former = change.formerUrn && ` was ${code(parseUrn(change.formerUrn)?.name ?? change.formerUrn)}`;
  return [
    `- ${code(change.name)} ${code(change.type)}${former ?? ""}`,
    ...change.reasons.map((reason) => `  - because of ${code(parseUrn(reason)?.name ?? reason)}`),
    ...change.properties.map(propertyLine),
  ];
}

function propertyLine({ path, before, after, consequence, cause }: PlannedProperty): string {
  const forces = {
    replace: " **forces replacement**",
    depends: " forces replacement with some values",
    unknown: " may force replacement",
    update: "",
  }[consequence];
  const from = cause === undefined ? "" : ` from ${code(parseUrn(cause)?.name ?? cause)}`;
  return `  - ${code(path)}: ${code(before ?? "(nothing)")} → ${code(after ?? "(nothing)")}${from}${forces}`;
}

function headRoomTable(lines: readonly HeadRoomLine[]): string[] {
  const telling = tellingLines(lines);
  if (telling.length === 0) return [];
  return [
    ...["**head-room** at the declared maximum", "", "| limit | before | after | |", "| --- | --- | --- | --- |"],
    ...telling.map((line) => {
      const [before, after] = [roomText(line.base, line.unit), roomText(line.head, line.unit)];
      return `| ${cell(limitText(line))} | ${before} | ${after} | ${tightnessText(line)} |`;
    }),
    "",
  ];
}

function costTable({ lines, unpriced, unverified, priceDates }: CostComparison): string[] {
  const changed = lines.filter(({ base, head }) => rangeText(base) !== rangeText(head));
  const dates = priceDates && `Prices of ${priceDates.oldest} to ${priceDates.newest}, in US dollars, on demand.`;
  const notes = [
    ...(dates === undefined ? [] : [dates]),
    ...(unpriced.length > 0 ? [`Not in it: ${unpriced.length} things without a price.`] : []),
    ...(unverified.length > 0 ? [`Without a source: ${unverified.length} of the prices.`] : []),
  ];
  if (changed.length === 0) return [];
  return [
    ...["**monthly cost**", "", "| part | region | before | after |", "| --- | --- | --- | --- |"],
    ...changed.map(
      ({ component, region, base, head }) =>
        `| ${cell(component)} | ${cell(region)} | ${rangeText(base)} | ${rangeText(head)} |`,
    ),
    ...["", notes.join(" "), ""],
  ];
}

/** Text that stands for itself: a code span, whose fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const plain = printable(text).replace(/\s+/g, " ").trim();
  const short = plain.length <= MAX_LENGTH ? plain : `${plain.slice(0, MAX_LENGTH - 1)}…`;
  if (short === "") return "` `";
  const fence = "`".repeat(Math.max(0, ...(short.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const pad = short.startsWith("`") || short.endsWith("`") ? " " : "";
  return `${fence}${pad}${short}${pad}${fence}`;
}

/** The same inside a table, whose cells a bar would end even in a code span. */
const cell = (text: string): string => code(text).replace(/\|/g, "\\|");

/** Text inside HTML, in which Markdown is not at work. */
const escaped = (text: string): string =>
  printable(text).replace(/[&<>"'`*_[\]@#]/g, (each) => `&#${each.charCodeAt(0)};`);
