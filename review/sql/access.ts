import type { Catalog, Leaf } from "./catalog";
import { type Condition, columnsNamed, conditionsOf } from "./condition";
import type { PlanNode } from "./planner";

/** How a statement reads one table under one alias, all partitions together. */
export interface Access {
  /** The table, the partitioned one where it has partitions. */
  readonly table: string;
  readonly alias: string;
  /** Partitions, or the table, that are read. */
  readonly leaves: readonly Leaf[];
  /** Those of which all rows are read that their partition key admits: by a sequential scan, or through an index that no
   *  other condition narrows. */
  readonly whole: readonly Leaf[];
  /** What scans ask of the table's columns. */
  readonly conditions: readonly Condition[];
  /** What joins above them ask. */
  readonly joins: readonly Condition[];
}

const NO_INDEX = new Set(["Seq Scan", "Sample Scan"]);
const INDEX = new Set(["Index Scan", "Index Only Scan"]);

interface Scan {
  readonly node: PlanNode;
  readonly leaf: Leaf;
  readonly alias: string;
  readonly texts: readonly string[];
  readonly joinTexts: readonly string[];
}

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
  return Promise.all([...groups.values()].map(({ leaves, scans, alias }) => accessOf(alias, leaves, scans, catalog)));
}

async function accessOf(
  alias: string,
  leaves: ReadonlyMap<string, Leaf>,
  scans: readonly Scan[],
  catalog: Catalog,
): Promise<Access> {
  const { root } = scans[0]!.leaf;
  const isBare = ({ form, column }: Condition) => form === "cast" && catalog.isRelabelled(root, column);
  const conditions = async (pick: (scan: Scan) => readonly string[]) => {
    const all: Condition[] = [];
    for (const scan of scans) {
      // a join above an Append speaks of the partitioned table, a scan below it of its partition
      for (const text of pick(scan))
        for (const name of new Set([scan.alias, alias])) all.push(...(await conditionsOf(text, name)));
    }
    const told = all.map((each): Condition => (isBare(each) ? { ...each, form: "bare" } : each));
    return [...new Map(told.map((each) => [JSON.stringify(each), each])).values()];
  };
  const whole = new Map<string, Leaf>();
  for (const scan of scans) if (await isWhole(scan, catalog)) whole.set(scan.leaf.name, scan.leaf);
  return {
    table: root,
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
  return [{ node, leaf, alias: alias!, texts, joinTexts: joins }, ...below];
}

/** Without an index; or with one but no condition, none on its first column, or none but on the partition key. */
async function isWhole({ node, leaf, alias }: Scan, catalog: Catalog): Promise<boolean> {
  if (NO_INDEX.has(node["Node Type"])) return true;
  const bounds = node["Index Cond"] ?? node["Recheck Cond"];
  if (bounds === undefined) return INDEX.has(node["Node Type"]);
  const columns = await columnsNamed(bounds, alias);
  if (columns.length === 0) return false;
  const keys = catalog.partitionKeyOf(leaf.root);
  const first = node["Index Name"] && catalog.firstColumnOf(node.Schema!, node["Index Name"]);
  return columns.every((column) => keys.includes(column)) || (first !== undefined && !columns.includes(first));
}

const present = (texts: readonly (string | undefined)[]) => texts.filter((text) => text !== undefined);
