import type { Catalog, Leaf } from "./catalog";
import { type Condition, conditionsOf } from "./condition";
import type { PlanNode } from "./planner";

/** How a statement reads one table under one alias, all partitions together. */
export interface Access {
  /** The table, the partitioned one where it has partitions. */
  readonly table: string;
  readonly alias: string;
  /** Partitions, or the table, that are read. */
  readonly leaves: readonly Leaf[];
  /** Those that are read from the first row to the last: sequentially, or a whole index. */
  readonly whole: readonly Leaf[];
  /** What scans ask of the table's columns. */
  readonly conditions: readonly Condition[];
  /** What joins above them ask. */
  readonly joins: readonly Condition[];
}

interface Scan {
  readonly leaf: Leaf;
  readonly alias: string;
  readonly whole: boolean;
  readonly texts: readonly string[];
  readonly joinTexts: readonly string[];
}

const NO_INDEX = new Set(["Seq Scan", "Sample Scan"]);
const INDEX = new Set(["Index Scan", "Index Only Scan"]);

/** @param aliases that the statement itself names; the planner adds a number to those of partitions. */
export async function accessesOf(plan: PlanNode, catalog: Catalog, aliases: ReadonlySet<string>): Promise<Access[]> {
  const groups = new Map<string, { leaves: Map<string, Leaf>; scans: Scan[]; alias: string }>();
  for (const scan of scansOf(plan, catalog, [])) {
    const alias = aliases.has(scan.alias) ? scan.alias : scan.alias.replace(/_\d+$/, "");
    const key = `${scan.leaf.root} ${alias}`;
    const group = groups.get(key) ?? { leaves: new Map<string, Leaf>(), scans: [], alias };
    groups.set(key, group);
    group.leaves.set(scan.leaf.name, scan.leaf);
    group.scans.push(scan);
  }
  return Promise.all([...groups.values()].map(async ({ leaves, scans, alias }) => accessOf(alias, leaves, scans)));
}

async function accessOf(alias: string, leaves: ReadonlyMap<string, Leaf>, scans: readonly Scan[]): Promise<Access> {
  const conditions = async (pick: (scan: Scan) => readonly string[]) => {
    const all: Condition[] = [];
    for (const scan of scans) {
      // a join above an Append speaks of the partitioned table, a scan below it of its partition
      for (const text of pick(scan))
        for (const name of new Set([scan.alias, alias])) all.push(...(await conditionsOf(text, name)));
    }
    return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  };
  const whole = new Map(scans.filter((scan) => scan.whole).map(({ leaf }) => [leaf.name, leaf]));
  return {
    table: scans[0]!.leaf.root,
    alias,
    leaves: [...leaves.values()],
    whole: [...whole.values()],
    conditions: await conditions(({ texts }) => texts),
    joins: await conditions(({ joinTexts }) => joinTexts),
  };
}

function scansOf(node: PlanNode, catalog: Catalog, joinTexts: readonly string[]): Scan[] {
  const joins = [...joinTexts, ...present([node["Hash Cond"], node["Merge Cond"], node["Join Filter"]])];
  const below = (node.Plans ?? []).flatMap((each) => scansOf(each, catalog, joins));
  const { Schema: schema, "Relation Name": relation, Alias: alias } = node;
  const leaf = schema && relation && /Scan/.test(node["Node Type"]) ? catalog.leaf(schema, relation) : undefined;
  if (leaf === undefined) return below;
  const texts = present([node.Filter, node["Index Cond"], node["Recheck Cond"]]);
  return [{ leaf, alias: alias!, whole: isWhole(node, catalog), texts, joinTexts: joins }, ...below];
}

/** An index is read from end to end without a condition, or with none on its first column. */
function isWhole(node: PlanNode, catalog: Catalog): boolean {
  if (NO_INDEX.has(node["Node Type"])) return true;
  if (!INDEX.has(node["Node Type"])) return false;
  const condition = node["Index Cond"];
  if (condition === undefined) return true;
  const first = catalog.firstColumnOf(node.Schema!, node["Index Name"]!);
  return first !== undefined && !new RegExp(`\\b${first.replace(/\W/g, "\\$&")}\\b`).test(condition);
}

const present = (texts: readonly (string | undefined)[]) => texts.filter((text) => text !== undefined);
