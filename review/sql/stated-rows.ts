import { closeSync, openSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "../../runtime/migrate/ledger";
import { SettingsError } from "../engine/settings-error";
import { NAME } from "./catalog";

/** Blocks of PostgreSQL, and of one file of a table. Source: https://www.postgresql.org/docs/17/storage-file-layout.html */
const BLOCK_BYTES = 8192;
const SEGMENT_BLOCKS = 131_072;

/** How many rows tables are taken to hold. */
export interface RowCounts {
  /** For every table that the migrations leave empty. */
  readonly usual: number;
  /** By `schema.table`. */
  readonly byTable: Readonly<Record<string, number>>;
}

interface Relation {
  readonly oid: number;
  readonly root: string;
  readonly file: string;
  readonly isTable: boolean;
  readonly isBrin: boolean;
  /** Bytes of a row, or of its entry in an index, with its overhead. */
  readonly entryBytes: number;
  rowCount: number;
}

/**
 * Makes the planner see tables of a stated size without a row in them. It asks the file system for a table's length and
 * pg_class for its density, so files are lengthened by a hole, which takes no space, and pg_class is told. Only for a
 * server that is thrown away, and that only explains: a scan would read the hole.
 * Source: estimate_rel_size(), https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/optimizer/util/plancat.c
 */
export class StatedRows {
  private constructor(
    private readonly dataFolder: string,
    private readonly relations: readonly Relation[],
  ) {}

  /** @throws {SettingsError} for a table that does not exist. */
  static async state(db: Connection, dataFolder: string, counts: RowCounts): Promise<StatedRows> {
    const relations: Relation[] = (await db.query(RELATIONS)).rows;
    const roots = new Set(relations.map(({ root }) => root));
    const unknown = Object.keys(counts.byTable).filter((table) => !roots.has(table));
    if (unknown.length > 0)
      throw new SettingsError(
        "Cannot state rows",
        unknown.map((table) => `--rows ${table}: must be a table of the migrations, with its schema`),
      );
    const sized: Relation[] = [];
    for (const root of roots) {
      const filled = !(root in counts.byTable) && (await holdsRows(db, root));
      const own = relations.filter((relation) => relation.root === root && !filled);
      const leafCount = own.filter(({ isTable }) => isTable).length;
      for (const each of own) {
        each.rowCount = Math.ceil((counts.byTable[root] ?? counts.usual) / leafCount);
        sized.push(each);
      }
    }
    const stated = new StatedRows(dataFolder, sized);
    await stated.apply(undefined, db);
    await db.query(STATISTICS, [sized.filter(({ isTable }) => isTable).map(({ oid }) => oid)]);
    return stated;
  }

  /** Makes the tables below `root` empty files, for as long as an index of theirs is built. */
  empty(root: string): void {
    for (const { file, root: own, isTable } of this.relations)
      if (own === root && isTable) truncateSync(join(this.dataFolder, file), 0);
  }

  /** States the size again, of one table or of all, with the indexes of `root` that were built since. */
  async apply(root: string | undefined, db: Connection): Promise<void> {
    const found: Relation[] = root === undefined ? [] : (await db.query(RELATIONS)).rows;
    const built = found.filter((each) => each.root === root && !this.relations.some(({ oid }) => oid === each.oid));
    const rowCount = this.relations.find((each) => each.root === root)?.rowCount ?? 0;
    for (const each of built) each.rowCount = rowCount;
    const all = [...this.relations.filter((each) => root === undefined || each.root === root), ...built];
    const sized = all.filter(({ isBrin }) => !isBrin); // a summary of the table, small whatever its size
    for (const each of sized) lengthen(join(this.dataFolder, each.file), blocksOf(each));
    await db.query(
      `UPDATE pg_catalog.pg_class c SET relpages = s.pages, reltuples = s.tuples, relallvisible = s.visible
       FROM unnest($1::oid[], $2::int[], $3::real[], $4::int[]) AS s (oid, pages, tuples, visible) WHERE c.oid = s.oid`,
      [
        sized.map(({ oid }) => oid),
        sized.map(blocksOf),
        sized.map((each) => each.rowCount),
        sized.map((each) => (each.isTable ? blocksOf(each) : 0)), // as after VACUUM
      ],
    );
  }
}

const blocksOf = ({ rowCount, entryBytes }: Relation) => Math.max(1, Math.ceil((rowCount * entryBytes) / BLOCK_BYTES));

function lengthen(file: string, blocks: number): void {
  for (let segment = 0; segment * SEGMENT_BLOCKS < blocks; segment++) {
    const path = segment === 0 ? file : `${file}.${segment}`;
    if (segment > 0) closeSync(openSync(path, "a"));
    truncateSync(path, Math.min(SEGMENT_BLOCKS, blocks - segment * SEGMENT_BLOCKS) * BLOCK_BYTES);
  }
}

async function holdsRows(db: Connection, root: string): Promise<boolean> {
  const { rows } = await db.query(
    "SELECT relispopulated AS populated FROM pg_catalog.pg_class WHERE oid = $1::regclass",
    [root],
  );
  if (!rows[0].populated) return false;
  return (await db.query(`SELECT EXISTS (SELECT FROM ${root}) AS any`)).rows[0].any;
}

/**
 * Tables without the default partitions, which stay empty, and their indexes. A column of no fixed width counts 32 bytes, as
 * the planner has it (get_typavgwidth()); overheads: https://www.postgresql.org/docs/17/storage-page-layout.html
 */
const RELATIONS = `SELECT c.oid::int AS oid, ${NAME("rn.nspname::text", "r.relname::text")} AS root, pg_relation_filepath(c.oid) AS file, c.relkind <> 'i' AS "isTable",
    am.amname = 'brin' AS "isBrin",
    (CASE WHEN c.relkind = 'i' THEN 12 / 0.9 ELSE 28 END + (
      SELECT coalesce(sum(CASE WHEN a.attlen > 0 THEN a.attlen ELSE 32 END), 0) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ) / CASE WHEN c.relkind = 'i' THEN 0.9 ELSE 1 END)::float8 AS "entryBytes"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am am ON am.oid = c.relam
  LEFT JOIN pg_index i ON i.indexrelid = c.oid
  JOIN pg_class t ON t.oid = coalesce(i.indrelid, c.oid)
  JOIN pg_class r ON r.oid = coalesce(pg_partition_root(t.oid), t.oid)
  JOIN pg_namespace rn ON rn.oid = r.relnamespace
  WHERE c.relkind IN ('r', 'm', 'i') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND pg_get_expr(t.relpartbound, t.oid) IS DISTINCT FROM 'DEFAULT'
  ORDER BY c.oid`;

/**
 * What the planner cannot guess without rows. Whoever builds a BRIN index says that the rows lie in its order. A uuid or a
 * bigint names something: ten rows of a table share one, where the planner would guess that 200 values are all that there are.
 */
const STATISTICS = `INSERT INTO pg_statistic
  SELECT a.attrelid, a.attnum, false, 0, CASE WHEN a.attlen > 0 THEN a.attlen ELSE 32 END,
    CASE WHEN a.atttypid IN ('uuid'::regtype, 'bigint'::regtype) THEN -0.1 ELSE 0 END,
    3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, CASE WHEN brin.attnum IS NULL THEN '{0}'::real[] ELSE '{1}' END
  FROM pg_attribute a
  LEFT JOIN (SELECT DISTINCT i.indrelid, i.indkey[0] AS attnum FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_am am ON am.oid = x.relam WHERE am.amname = 'brin') brin ON brin.indrelid = a.attrelid AND brin.attnum = a.attnum
  WHERE a.attrelid = ANY ($1) AND (brin.attnum IS NOT NULL OR a.atttypid IN ('uuid'::regtype, 'bigint'::regtype))`;
