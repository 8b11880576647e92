import type { Preview } from "../engine/preview";
import { Places } from "./places";
import {
  disabledRules,
  mandatoryCount,
  type NotEvaluable,
  type PolicyReport,
  type Remediation,
  type Violation,
} from "./report";

/** Where a resource stands: names from the outermost component inwards, and its line in the project's own source. */
interface JsonPlace {
  readonly place: readonly string[];
  readonly source: { readonly file: string; readonly line: number } | null;
}

/** The part about policies of the JSON output. */
export interface JsonPolicies {
  readonly packs: readonly {
    readonly name: string;
    readonly version: string;
    readonly rules: number;
    /** Names of the rules that are switched off. */
    readonly disabled: readonly string[];
  }[];
  readonly counts: {
    readonly mandatory: number;
    readonly advisory: number;
    readonly notEvaluable: number;
    readonly disabled: number;
  };
  readonly violations: readonly (Violation & JsonPlace)[];
  readonly notEvaluable: readonly (NotEvaluable & JsonPlace)[];
  readonly remediations: readonly (Remediation & JsonPlace)[];
}

export function policiesToJson(preview: Preview, report: PolicyReport): JsonPolicies {
  const places = new Places(preview);
  const placed = <Item extends { readonly urn: string }>(item: Item): Item & JsonPlace => ({
    ...item,
    urn: preview.redactor.urn(item.urn),
    place: places.names(item.urn),
    source: places.source(item.urn) ?? null,
  });
  const mandatory = mandatoryCount(report);
  const packs = report.packs.map((pack) => {
    const { name, version, levels } = pack;
    return { name, version, rules: levels.size, disabled: disabledRules(pack) };
  });
  return {
    packs,
    counts: {
      mandatory,
      advisory: report.violations.length - mandatory,
      notEvaluable: report.notEvaluable.length,
      disabled: packs.reduce((sum, { disabled }) => sum + disabled.length, 0),
    },
    violations: report.violations.map(placed),
    notEvaluable: report.notEvaluable.map(placed),
    remediations: report.remediations.map(placed),
  };
}
