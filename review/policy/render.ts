import type { Preview } from "../engine/preview";
import type { Palette } from "../render/palette";
import { printable } from "../render/printable";
import { Places } from "./places";
import { disabledRules, mandatoryCount, type NotEvaluable, type PolicyReport, type Violation } from "./report";

/** Most resources shown of one rule; `--json` has them all. */
const MAX_SHOWN = 10;

/** What the policy packs say, for a person: by severity, each rule once with its resources, its reason and its mend. */
export function renderPolicies(preview: Preview, report: PolicyReport, colours: Palette): string[] {
  const { packs, violations, notEvaluable, remediations } = report;
  const places = new Places(preview);
  return [
    "",
    colours.bold("Policies"),
    ...packs.map((pack) => {
      const disabled = disabledRules(pack).length;
      const off = disabled === 0 ? "" : `, ${disabled} switched off`;
      return `  ${printable(pack.name)} ${printable(pack.version)}: ${count(pack.levels.size, "rule")}${off}`;
    }),
    `  ${renderCounts(report, colours)}`,
    ...groups(violations).flatMap((group) => renderViolations(group, places, colours)),
    ...groups(notEvaluable).flatMap((group) => renderNotEvaluable(group, places, colours)),
    ...remediations.map(({ rule, urn, properties }) => {
      const what = `would change ${properties.join(", ")} of ${places.of(urn)}`;
      return `  ${colours.cyan("mends")} ${printable(rule)} ${printable(what)}`;
    }),
  ];
}

function renderCounts(report: PolicyReport, colours: Palette): string {
  const mandatory = mandatoryCount(report);
  const advisory = report.violations.length - mandatory;
  const paint = mandatory > 0 ? colours.red : colours.green;
  const rest = [
    ...(advisory > 0 ? [colours.yellow(`${advisory} advisory`)] : []),
    ...(report.notEvaluable.length > 0 ? [`${report.notEvaluable.length} not evaluable before the update`] : []),
  ];
  return [paint(count(mandatory, "mandatory violation")), ...rest].join(", ");
}

function renderViolations(group: readonly Violation[], places: Places, colours: Palette): string[] {
  const [{ rule, level, severity, why, mend, url }] = group as [Violation];
  const paint = level === "mandatory" ? colours.red : colours.yellow;
  const label = severity === "unspecified" ? level : `${level}, ${severity}`;
  return [
    `  ${paint(label)} ${colours.bold(printable(rule))}`,
    ...shown(group).flatMap(({ urn, message }) => [
      `    ${printable(places.of(urn))}`,
      ...indent(message === "" ? why : message, "      "),
    ]),
    ...more(group),
    ...indent(`Why: ${why}`, "    "),
    ...(mend === "" ? [] : indent(`Mend: ${mend}`, "    ")),
    ...(url === "" ? [] : [`    ${colours.dim(printable(url))}`]),
  ];
}

function renderNotEvaluable(group: readonly NotEvaluable[], places: Places, colours: Palette): string[] {
  const [{ rule }] = group as [NotEvaluable];
  return [
    `  ${colours.cyan("not evaluable")} ${colours.bold(printable(rule))}`,
    ...shown(group).map(({ urn, path }) => `    ${printable(`${places.of(urn)}: ${path} is not known yet`)}`),
    ...more(group),
  ];
}

const shown = <Item>(group: readonly Item[]) => group.slice(0, MAX_SHOWN);

const more = (group: readonly unknown[]) =>
  group.length > MAX_SHOWN ? [`    and ${group.length - MAX_SHOWN} more, see --json`] : [];

const count = (amount: number, what: string) => `${amount} ${what}${amount === 1 ? "" : "s"}`;

const indent = (text: string, by: string) =>
  printable(text)
    .trim()
    .split("\n")
    .map((line) => by + line);

/** Neighbours of one pack and rule, and of one level for violations. */
function groups<Item extends { readonly pack: string; readonly rule: string; readonly level?: string }>(
  items: readonly Item[],
): Item[][] {
  const byKey = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify([item.pack, item.rule, item.level]);
    byKey.set(key, [...(byKey.get(key) ?? []), item]);
  }
  return [...byKey.values()];
}
