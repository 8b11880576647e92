import type { Preview } from "../engine/preview";
import { REDACTED } from "../engine/redaction";
import type { ResourceState } from "../engine/resource-state";
import { isProviderType, parseUrn } from "../engine/urn";
import { containsUnknown, isObject, isSecret, signatureOf, UNKNOWN, type Value } from "../engine/values";
import { renderPolicies } from "../policy/render";
import type { PolicyReport } from "../policy/report";
import { shownSummary } from "../summary";
import { keyInputs } from "./key-inputs";
import type { Palette } from "./palette";
import { printable } from "./printable";

/** What the text needs besides the preview itself. */
export interface TextOptions {
  /** Functions that only a cloud could answer. */
  readonly unanswered: readonly string[];
  /** `undefined` when no policy pack ran. */
  readonly policies?: PolicyReport | undefined;
  /** Time since the command began. */
  readonly millis: number;
  readonly colours: Palette;
}

const OPERATION_SIGNS: Readonly<Record<string, string>> = { create: "+", read: "<", import: "=" };

/** The preview for a person at a terminal. */
export function renderText(preview: Preview, options: TextOptions): string {
  const { colours } = options;
  const title = `${colours.bold(`${preview.project.name} / ${preview.stack}`)}: first update, previewed without a cloud`;
  return [
    title,
    "",
    ...renderTree(preview, colours),
    "",
    ...renderCounts(preview, colours),
    ...renderOutputs(preview, colours),
    ...renderUnknowns(preview, options),
    ...(options.policies === undefined ? [] : renderPolicies(preview, options.policies, colours)),
    ...renderDiagnostics(preview, colours),
    "",
    colours.dim(`Done in ${(options.millis / 1000).toFixed(1)} s. Nothing was created, and no cloud was asked.`),
    "",
  ].join("\n");
}

/** The reason why there is no preview. */
export function renderFailure({ failure, redactor }: Preview, colours: Palette): string {
  return failure === undefined ? "" : `${colours.red("p95:")} ${printable(redactor.text(failure.message))}\n`;
}

function renderTree({ resources, rootUrn, redactor }: Preview, colours: Palette): string[] {
  const children = new Map<string, ResourceState[]>();
  for (const state of resources) {
    if (state.urn === rootUrn || (isProviderType(state.type) && state.parent === "")) continue;
    const siblings = children.get(state.parent) ?? [];
    siblings.push(state);
    children.set(state.parent, siblings);
  }
  const lines: string[] = [];
  const walk = (urn: string, indent: string): void => {
    const siblings = (children.get(urn) ?? []).sort(byTypeAndName);
    siblings.forEach((state, i) => {
      const last = i === siblings.length - 1;
      lines.push(
        `${colours.dim(indent + (last ? "└─ " : "├─ "))}${renderResource(state, colours, (t) => redactor.text(t))}`,
      );
      walk(state.urn, indent + (last ? "   " : "│  "));
    });
  };
  walk(rootUrn, "");
  if (rootUrn !== "") walk("", "");
  return lines;
}

/** Components first, as they hold the rest, then resources of one kind beside each other. */
function byTypeAndName(a: ResourceState, b: ResourceState): number {
  if (a.custom !== b.custom) return a.custom ? 1 : -1;
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function renderResource(state: ResourceState, colours: Palette, hide: (text: string) => string): string {
  const name = printable(hide(state.name));
  const notes = [
    ...(state.opaque ? ["its children are not visible before an update"] : []),
    ...(state.protect && state.custom ? ["protected"] : []),
  ].map((note) => colours.yellow(`[${note}]`));
  if (!state.custom && !state.opaque)
    return [colours.bold(name), colours.dim(printable(hide(state.type))), ...notes].join(" ");
  const sign = colours.green(OPERATION_SIGNS[state.operation] ?? "+");
  const details = keyInputs(state, hide).map(printable).join(", ");
  return [sign, name, colours.dim(shortType(hide(state.type))), details, ...notes]
    .filter((part) => part !== "")
    .join(" ");
}

/** `aws:ec2:Vpc` of `aws:ec2/vpc:Vpc`. */
function shortType(type: string): string {
  return printable(type.replace(/\/[^:]*:/, ":"));
}

function renderCounts({ resources, redactor }: Preview, colours: Palette): string[] {
  const { total, components, byOperation, byService, byRegion } = shownSummary({ resources, redactor });
  const operations = Object.entries(byOperation).map(([operation, count]) => `${count} to ${operation}`);
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([key, count]) => `${printable(key)} ${count}`)
      .join(", ");
  return [
    `${colours.bold("Resources")}  ${total} in ${components} components${operations.length > 0 ? `: ${operations.join(", ")}` : ""}`,
    ...(total > 0 ? [`${colours.bold("Services")}   ${list(byService)}`] : []),
    ...(Object.keys(byRegion).length > 0 ? [`${colours.bold("Regions")}    ${list(byRegion)}`] : []),
  ];
}

function renderOutputs({ resources, rootUrn, redactor }: Preview, colours: Palette): string[] {
  const outputs = Object.entries(resources.find(({ urn }) => urn === rootUrn)?.outputs ?? {}).sort();
  if (outputs.length === 0) return [];
  return ["", colours.bold("Outputs"), ...outputs.flatMap(([name, value]) => renderOutput(name, value, "  "))];

  function renderOutput(name: string, value: Value, indent: string): string[] {
    const label = `${indent}${printable(redactor.text(name))}:`;
    if (isSecret(value)) return [`${label} ${REDACTED}`];
    if (value === UNKNOWN) return [`${label} ${colours.dim("known after the update")}`];
    const nested = isObject(value) && signatureOf(value) === undefined ? Object.entries(value).sort() : [];
    if (nested.length > 0) return [label, ...nested.flatMap(([key, each]) => renderOutput(key, each, `${indent}  `))];
    const list = Array.isArray(value) && value.every((each) => typeof each !== "object" && each !== UNKNOWN);
    if (list) return [`${label} ${printable(redactor.text(value.join(", ")))}`];
    if (containsUnknown(value)) return [`${label} ${colours.dim("known after the update")}`];
    return [`${label} ${printable(redactor.text(typeof value === "string" ? value : JSON.stringify(value)))}`];
  }
}

function renderUnknowns({ resources }: Preview, { unanswered, colours }: TextOptions): string[] {
  const waiting = resources.filter(({ inputs }) => Object.values(inputs).some(containsUnknown));
  if (waiting.length === 0 && unanswered.length === 0) return [];
  const who = waiting.length === 1 ? "1 resource takes" : `${waiting.length} resources take`;
  const ids = `${who} values that the cloud assigns (ids, ARNs, endpoints); such inputs are checked then.`;
  return [
    "",
    colours.bold("Unknown before the update"),
    ...(waiting.length > 0 ? [`  ${ids}`] : []),
    ...unanswered.map((token) => `  ${printable(token)}: only a cloud can answer; give one with --answers`),
  ];
}

function renderDiagnostics({ diagnostics, redactor }: Preview, colours: Palette): string[] {
  if (diagnostics.length === 0) return [];
  const paint = { info: colours.dim, warning: colours.yellow, error: colours.red };
  return [
    "",
    colours.bold("Messages"),
    ...diagnostics.map(({ severity, message, urn }) => {
      const about = urn === undefined ? "" : ` (${redactor.text(parseUrn(urn)?.name ?? urn)})`;
      const lines = printable(redactor.text(message)).trimEnd().replace(/\n/g, "\n    ");
      return `  ${paint[severity](severity)}${printable(about)} ${lines}`;
    }),
  ];
}
