import type { Loss } from "../comparison/allowances";
import { becomeTooSmall, type HeadRoomLine, isTooSmall, tellingLines } from "../comparison/compare-head-room";
import { type ActionCounts, newlyForbidden, type Review, type StackReview } from "../comparison/review";
import type { PolicyComparison, Verdict } from "../comparison/verdicts";
import type { CostComparison } from "../cost/compare-costs";
import type { Range } from "../cost/estimate";
import { parseUrn } from "../engine/urn";
import type { PlannedChange, PlannedProperty } from "../plan/plan";
import { limitText, roomText, shortageText, tightnessText } from "./head-room-words";
import type { Palette } from "./palette";
import { printable } from "./printable";
import { packsText, ruleChangeText, verdictCounts, verdictPlace, verdictReason } from "./verdict-words";

/** Longest value shown. Unit: characters. */
const MAX_LENGTH = 60;
/** Most properties shown of one resource, most resources shown of one action. The JSON has all. */
const MAX_PROPERTIES = 6;
const MAX_CHANGES = 40;

/** The review for a terminal: for each stack what would be lost, then what is replaced, deleted, changed, moved and created. */
export function renderReview(review: Review, colours: Palette): string {
  const { base, head, stacks } = review;
  const title = `${printable(review.project)}: ${printable(base.name)} -> ${printable(head.name)}`;
  return `${[colours.bold(title), ...stacks.flatMap((stack) => ["", ...stackLines(stack, colours)])].join("\n")}\n`;
}

function stackLines(stack: StackReview, colours: Palette): string[] {
  const note = { both: "", new: " (new stack)", gone: " (stack is gone)" }[stack.presence];
  const of = (wanted: (change: PlannedChange) => boolean) =>
    stack.changes.filter((change) => change.custom && wanted(change));
  const sections: [string, PlannedChange[]][] = [
    ["replaced", of(({ replacement }) => replacement === "certain")],
    ["perhaps replaced: nobody has measured it", of(({ replacement }) => replacement === "possible")],
    ["deleted", of(({ action }) => action === "delete" || action === "forget")],
    ["changed", of(({ action, replacement }) => action === "update" && replacement === "no")],
    ["moved", of(({ formerUrn, action }) => formerUrn !== undefined && action === "same")],
    ["created", of(({ action }) => ["create", "import", "read"].includes(action) && stack.presence !== "new")],
  ];
  return [
    `${colours.bold(`stack ${printable(stack.stack)}`)}${note}: ${countsText(stack.counts)}`,
    ...stack.losses.flatMap((loss) => lossLines(loss, colours)),
    ...newlyForbidden(stack).flatMap((verdict) => verdictLines(`! ${colours.red("would violate")}`, verdict)),
    ...becomeTooSmall(stack.headRoom)
      .slice(0, MAX_LINES)
      .map((line) => shortageLine(line, colours)),
    ...sections.flatMap(([heading, changes]) => sectionLines(heading, changes, colours)),
    ...policyLines(stack.policies, colours),
    ...headRoomLines(stack.headRoom, colours),
    ...costLines(stack.costs, colours),
  ];
}

/** Verdicts that come and go, but for those that stand at the top already. */
function policyLines(policies: PolicyComparison | undefined, { bold, dim }: Palette): string[] {
  if (policies === undefined) return [];
  const { appeared, disappeared, unjudged, rules, packs } = policies;
  const [before, after] = [packsText(packs.base), packsText(packs.head)];
  const advisory = appeared.filter(({ level }) => level === "advisory");
  return [
    `  ${bold("policies")} ${verdictCounts(policies)}`,
    ...(before === after ? [] : [`    the policy pack changes: ${printable(before)} -> ${printable(after)}`]),
    ...rules.slice(0, MAX_LINES).map((each) => `    rule ${printable(each.rule)} of the pack ${ruleChangeText(each)}`),
    ...(rules.length > MAX_LINES ? [dim(`    and ${rules.length - MAX_LINES} more rules`)] : []),
    ...advisory.flatMap((verdict) => verdictLines("    would violate", verdict)),
    ...disappeared.flatMap((verdict) => verdictLines("    no longer violates", verdict)),
    ...unjudged.map(({ rule, place, path }) =>
      dim(`    ${printable(`${rule} cannot judge ${place.join(" > ")}: ${path} is not known yet`)}`),
    ),
  ];
}

/** Most limits and rules that are listed. The JSON has all. */
const MAX_LINES = 10;

const shortageLine = (line: HeadRoomLine, { yellow }: Palette): string =>
  `! ${yellow("would be too small")}: ${printable(limitText(line))}, ${shortageText(line)}`;

/** Limits that change or are tight. */
function headRoomLines(lines: readonly HeadRoomLine[], { bold, dim, red, yellow }: Palette): string[] {
  const telling = tellingLines(lines);
  if (telling.length === 0) return [];
  const paint = (line: HeadRoomLine) => (isTooSmall(line) ? red : yellow);
  return [
    `  ${bold("head-room")} at the declared maximum`,
    ...telling.slice(0, MAX_LINES).map((line) => {
      const tightness = tightnessText(line);
      const rooms = `${roomText(line.base, line.unit)} -> ${roomText(line.head, line.unit)}`;
      return `    ${printable(limitText(line))}: ${rooms}${tightness === "" ? "" : paint(line)(`, ${tightness}`)}`;
    }),
    ...(telling.length > MAX_LINES ? [dim(`    and ${telling.length - MAX_LINES} more limits`)] : []),
  ];
}

function verdictLines(what: string, verdict: Verdict): string[] {
  const indent = " ".repeat(what.length - what.trimStart().length + 4);
  const pack = verdict.becauseOfPack ? ", by the change of the policy pack" : "";
  return [
    `${what} ${printable(verdict.rule)} (${verdict.level}${pack}): ${printable(verdictPlace(verdict)).replace(/\n/g, " ")}`,
    ...printable(verdictReason(verdict))
      .split("\n")
      .map((line) => indent + line),
  ];
}

/** Most parts of the platform whose costs are listed. */
const MAX_COST_LINES = 8;

function costLines({ base, head, lines, unpriced }: CostComparison, { bold, dim }: Palette): string[] {
  const changed = lines.filter(
    (line) => dollars(line.base.expected) !== dollars(line.head.expected) || line.base.max !== line.head.max,
  );
  return [
    `  ${bold("cost")} ${rangeText(base)} -> ${rangeText(head)} a month`,
    ...changed
      .slice(0, MAX_COST_LINES)
      .map(
        (line) =>
          `    ${printable(line.component)} in ${printable(line.region)}: ${rangeText(line.base)} -> ${rangeText(line.head)}`,
      ),
    ...(changed.length > MAX_COST_LINES ? [dim(`    and ${changed.length - MAX_COST_LINES} more parts`)] : []),
    ...(unpriced.length > 0 ? [dim(`    not in it: ${unpriced.length} things without a price, see --json`)] : []),
  ];
}

/** `$1,234` or, where something scales, `$1,234 ($1,000 to $5,000)`. */
export function rangeText({ min, expected, max }: Range): string {
  const bounds = dollars(min) === dollars(max) ? "" : ` (${dollars(min)} to ${dollars(max)})`;
  return `${dollars(expected)}${bounds}`;
}

const dollars = (usd: number): string => `$${Math.round(usd).toLocaleString("en-US")}`;

/** `2 replaced, 1 changed, 3 created`, or that nothing changes. */
export function countsText(counts: ActionCounts): string {
  const words: [number, string][] = [
    [counts.replace, "replaced"],
    [counts.delete, "deleted"],
    [counts.forget, "forgotten"],
    [counts.update, "changed"],
    [counts.move, "moved"],
    [counts.create + counts.import, "created"],
  ];
  const told = words.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length === 0
    ? `nothing changes (${counts.same} resources)`
    : `${told.join(", ")}, ${counts.same} as they are`;
}

function lossLines({ change, allowedBy, expired }: Loss, { red, yellow }: Palette): string[] {
  const { name, type, holds, action, replacement } = change;
  const what =
    action === "delete" ? "would be deleted" : replacement === "certain" ? "would be replaced" : "may be replaced";
  const refused = change.protected ? "; it is protected, so the update would stop here" : "";
  const line = `  ${printable(name)} (${type}) ${what}, and its ${holds} lost${refused}`;
  if (allowedBy !== undefined) {
    return [yellow(`${line}. Allowed by ${printable(allowedBy.owner)}: ${printable(allowedBy.reason)}`)];
  }
  return [
    red(`! ${line.trim()}`),
    ...expired.map(({ owner, expires }) => red(`    the allowance of ${printable(owner)} expired on ${expires}`)),
  ];
}

function sectionLines(heading: string, changes: readonly PlannedChange[], colours: Palette): string[] {
  if (changes.length === 0) return [];
  const more = changes.length - MAX_CHANGES;
  return [
    colours.bold(`  ${heading} (${changes.length})`),
    ...changes.slice(0, MAX_CHANGES).flatMap((change) => changeLines(change, colours)),
    ...(more > 0 ? [colours.dim(`    and ${more} more`)] : []),
  ];
}

function changeLines(change: PlannedChange, colours: Palette): string[] {
  const former = change.formerUrn && ` was ${printable(parseUrn(change.formerUrn)?.name ?? change.formerUrn)}`;
  const more = change.properties.length - MAX_PROPERTIES;
  const because = change.reasons.map((reason) => `      because of ${printable(parseUrn(reason)?.name ?? reason)}`);
  return [
    `    ${printable(change.name)} ${colours.dim(change.type)}${former ?? ""}`,
    ...because,
    ...change.properties.slice(0, MAX_PROPERTIES).map((property) => `      ${propertyText(property, colours)}`),
    ...(more > 0 ? [colours.dim(`      and ${more} more properties`)] : []),
  ];
}

function propertyText(
  { path, before, after, consequence, cause }: PlannedProperty,
  { red, yellow, dim }: Palette,
): string {
  const shown = (value: string | undefined) => shorten(printable(value ?? "(nothing)").replace(/\n/g, "\\n"));
  const from = cause === undefined ? "" : dim(` from ${printable(parseUrn(cause)?.name ?? cause)}`);
  const forces = {
    replace: red(" forces replacement"),
    depends: yellow(" forces replacement with some values"),
    unknown: yellow(" may force replacement"),
    update: "",
  }[consequence];
  return `${printable(path)}: ${shown(before)} -> ${shown(after)}${from}${forces}`;
}

function shorten(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
