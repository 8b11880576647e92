import type { Connection } from "../../runtime/migrate/ledger";

/** A table or materialised view that rows lie in: one that is not partitioned, or a partition. */
export interface Leaf {
  /** `schema.name` as PostgreSQL would quote it. */
  readonly name: string;
  /** The partitioned table at the top; itself where there is none. */
  readonly root: string;
  /** As the planner estimates. */
  readonly rowCount: number;
}

/** What the rules need to know of the schema. */
export class Catalog {
  private constructor(
    private readonly leaves: ReadonlyMap<string, Leaf>,
    private readonly partitionKeys: ReadonlyMap<string, readonly string[]>,
    private readonly firstColumns: ReadonlyMap<string, string>,
    private readonly leadingColumns: ReadonlyMap<string, readonly string[]>,
    private readonly relabelled: ReadonlySet<string>,
  ) {}

  static async read(db: Connection): Promise<Catalog> {
    const leaves = (await db.query(LEAVES)).rows.map((row): Leaf => ({ ...row, rowCount: Number(row.rowCount) }));
    const keys = (await db.query(PARTITION_KEYS)).rows;
    const indexes = (await db.query(INDEXES)).rows;
    const relabelled = (await db.query(RELABELLED)).rows;
    const leading = new Map<string, string[]>();
    for (const { table, column } of indexes) leading.set(table, [...(leading.get(table) ?? []), column]);
    return new Catalog(
      new Map(leaves.map((leaf) => [leaf.name, leaf])),
      new Map(keys.map(({ table, columns }) => [table, columns])),
      new Map(indexes.map(({ index, column }) => [index, column])),
      leading,
      new Set(relabelled.map(({ name }) => name)),
    );
  }

  /** Undefined for what a catalogue of PostgreSQL's own holds. */
  leaf(schema: string, name: string): Leaf | undefined {
    return this.leaves.get(qualified(schema, name));
  }

  leavesOf(root: string): Leaf[] {
    return [...this.leaves.values()].filter((leaf) => leaf.root === root);
  }

  /** Columns of the partition keys at every level of a table; none where it has no partitions. */
  partitionKeyOf(root: string): readonly string[] {
    return this.partitionKeys.get(root) ?? [];
  }

  /** First column of an index; undefined where that is an expression. */
  firstColumnOf(schema: string, index: string): string | undefined {
    return this.firstColumns.get(qualified(schema, index));
  }

  /** Columns that an index of the table begins with. */
  leadingColumnsOf(root: string): readonly string[] {
    return this.leadingColumns.get(root) ?? [];
  }

  /** Whether a cast of the column to its base type is a change of name only, which keeps no index from use. */
  isRelabelled(root: string, column: string): boolean {
    return this.relabelled.has(`${root}.${column}`);
  }
}

export const qualified = (schema: string, name: string) => `${quoted(schema)}.${quoted(name)}`;

/** A name as SQL would need it, quoted only where it must be. */
export const quoted = (name: string) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** A name for tables of users, quoted as {@link qualified} does: format's %I would also quote reserved words. */
export const NAME = (schema: string, name: string) =>
  [schema, name]
    .map(
      (each) =>
        `CASE WHEN ${each} ~ '^[a-z_][a-z0-9_$]*$' THEN ${each} ELSE '"' || replace(${each}, '"', '""') || '"' END`,
    )
    .join(" || '.' || ");

const USERS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

// never analysed: 100 bytes a row
const LEAVES = `SELECT ${NAME("n.nspname::text", "c.relname::text")} AS name, ${NAME("rn.nspname::text", "r.relname::text")} AS root,
    CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 ELSE pg_catalog.pg_relation_size(c.oid) / 100 END AS "rowCount"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class r ON r.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  WHERE c.relkind IN ('r', 'm') AND ${USERS}`;

const PARTITION_KEYS = `SELECT ${NAME("n.nspname::text", "r.relname::text")} AS table, array_agg(DISTINCT a.attname::text) AS columns
  FROM pg_catalog.pg_partitioned_table p
  JOIN pg_catalog.pg_class r ON r.oid = pg_catalog.pg_partition_root(p.partrelid)
  JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs::int2[])
  WHERE ${USERS} GROUP BY 1`;

const INDEXES = `SELECT ${NAME("n.nspname::text", "x.relname::text")} AS index, ${NAME("rn.nspname::text", "r.relname::text")} AS table,
    a.attname::text AS column
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
  JOIN pg_catalog.pg_class r ON r.oid = coalesce(pg_catalog.pg_partition_root(i.indrelid), i.indrelid)
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  WHERE i.indisvalid AND ${USERS}`;

const RELABELLED = `SELECT ${NAME("n.nspname::text", "c.relname::text")} || '.' || a.attname AS name
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  WHERE a.attnum > 0 AND (t.typname = 'varchar' OR t.typtype = 'd') AND ${USERS}`;
