import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How a property may differ, as in a Pulumi diff. */
export type ChangeKind = "add" | "delete" | "update";

/** What forces replacement, by Terraform's AWS provider; made by `npm run check:aws -- --write-replacements`. */
export interface ReplacementTable {
  readonly provenance: { readonly provider: string; readonly date: string; readonly command: string };
  readonly types: Readonly<
    Record<
      string,
      {
        /** Pulumi's path (`[*]` for any element) to the kinds of change that replace the resource. */
        readonly replaces: Readonly<Record<string, readonly ChangeKind[]>>;
        /** The same for changes that replace with some values only, e.g. a version that goes down. */
        readonly depends: Readonly<Record<string, readonly ChangeKind[]>>;
        /** Pulumi's path to the reason why this provider could not say. */
        readonly unmeasured: Readonly<Record<string, string>>;
        /** Properties of `unmeasured` that another source answers. */
        readonly stated: Readonly<Record<string, { readonly replaces: boolean; readonly source: string }>>;
      }
    >
  >;
}

/** Not `replacements.json`: node would take that for this module. */
export const REPLACEMENTS_FILE = join(__dirname, "replacement-table.json");

/** The table that ships with p95. */
export function loadReplacements(): ReplacementTable {
  return JSON.parse(readFileSync(REPLACEMENTS_FILE, "utf8")) as ReplacementTable;
}

/**
 * `depends`: with some values. `unknown`: nobody has measured it, so it must be taken for a replacement until someone does.
 */
export type Consequence = "replace" | "update" | "depends" | "unknown";

/**
 * What a change of one property of an AWS resource does to it.
 * @param path Pulumi's path of the property that differs, e.g. `vpcConfig.subnetIds[0]`. Expects leaves: of a whole block that was
 *   added or removed, ask for the block and for each value inside it.
 */
export function consequenceOf(table: ReplacementTable, type: string, path: string, kind: ChangeKind): Consequence {
  const known = table.types[type];
  if (known === undefined) return "unknown";
  const general = path.replace(/\[\d+\]/g, "[*]");
  const around = parents(general);
  // Inside a list or map of plain values every difference is an update of the whole.
  const isIn = (paths: typeof known.replaces) =>
    paths[general]?.includes(kind) || around.some((each) => paths[each]?.includes("update"));
  if (isIn(known.replaces)) return "replace";
  if (isIn(known.depends)) return "depends";
  const stated = [general, ...around].map((each) => known.stated[each]).find((each) => each !== undefined);
  if (stated !== undefined) return stated.replaces ? "replace" : "update";
  return [general, ...around].some((each) => known.unmeasured[each] !== undefined) ? "unknown" : "update";
}

/** Paths around `path`, nearest first: `a[*].b` has `a[*]` and `a`. */
function parents(path: string): string[] {
  const ends = [...path.matchAll(/\.|\[/g)].map(({ index }) => index);
  return ends.reverse().map((end) => path.slice(0, end));
}
