import type { Client } from "pg";
import { nodesOf } from "../../test/support/explain";
import { DECLARED, FLAT, NAIVE } from "./events-database";
import { profileCount } from "./generated-events";
import type { Part, PartContext } from "./part";
import type { ResultTable } from "./result-table";
import { mustAgree, ratioOf, spreadOf, takeTurns } from "./turns";

const SIDES = { naive: NAIVE, flat: FLAT, declared: DECLARED } as const;
type Side = keyof typeof SIDES;

interface Query {
  readonly name: string;
  sql(table: string): string;
}

/** What the server says of one execution. */
interface Execution {
  /** Planning and execution; rows are not sent. */
  readonly millis: number;
  /** Blocks of 8 KiB that it touched, in memory or not. */
  readonly blocks: number;
  /** Tables that it read. */
  readonly tables: number;
}

/** `npm run bench -- data --part queries` */
export const queriesPart: Part = {
  name: "queries",
  missing: () => undefined,
  async run(context) {
    const { db } = await context.database();
    const rows = [];
    for (const query of seedQueries(context.eventCount)) rows.push(await compare(db, query, context));
    return [timesTable(rows), blocksTable(rows)];
  },
};

/** The read paths that the indexes and partitions are for. Ranks are in the middle: neither the busiest profile nor a rare title. */
function seedQueries(eventCount: number): Query[] {
  const profile = Math.ceil(profileCount(eventCount) / 100);
  const today = "date_trunc('day', now())";
  const january = "date_trunc('year', now() - interval '1 month')"; // the last one that is over
  const history = (table: string, since: string) =>
    `SELECT title_id, event_ts FROM ${table} WHERE profile_id = ${profile} ${since} ORDER BY event_ts DESC, title_id DESC LIMIT 50`;
  return [
    {
      name: "January and US, per profile",
      sql: (table) => `SELECT profile_id, sum(watch_seconds) FROM ${table}
        WHERE event_ts >= ${january} AND event_ts < ${january} + interval '1 month' AND region = 'US' GROUP BY profile_id`,
    },
    { name: "last 50 of a profile, 90 days", sql: (t) => history(t, `AND event_ts >= ${today} - interval '90 days'`) },
    { name: "last 50 of a profile, no bound", sql: (t) => history(t, "") },
    {
      name: "a title in a region, 30 days",
      sql: (table) => `SELECT count(DISTINCT profile_id), sum(watch_seconds) FROM ${table}
        WHERE title_id = 10 AND region = 'DE' AND event_ts >= ${today} - interval '30 days'`,
    },
    {
      name: "ten titles of US, 7 days",
      sql: (table) => `SELECT title_id, sum(watch_seconds) AS watched FROM ${table}
        WHERE region = 'US' AND event_ts >= ${today} - interval '7 days' GROUP BY title_id ORDER BY watched DESC, title_id LIMIT 10`,
    },
    {
      name: "region and device, one day",
      sql: (table) => `SELECT sum(watch_seconds) FROM ${table} WHERE region = 'US' AND device_type = 'smart_tv'
        AND event_ts >= ${today} - interval '3 days' AND event_ts < ${today} - interval '2 days'`,
    },
  ];
}

interface Compared {
  readonly name: string;
  readonly executions: Readonly<Record<Side, readonly Execution[]>>;
}

/** The check of the answers has run every query once before it is measured. */
async function compare(db: Client, { name, sql }: Query, { runs, progress }: PartContext): Promise<Compared> {
  const sides = Object.entries(SIDES) as [Side, string][];
  const answers: Record<string, string> = {};
  for (const [side, table] of sides) answers[side] = await answer(db, sql(table));
  mustAgree(name, answers);
  const executions = await takeTurns(
    runs,
    Object.fromEntries(sides.map(([side, table]) => [side, () => execute(db, sql(table))])) as Record<
      Side,
      () => Promise<Execution>
    >,
  );
  progress(`queries: ${name}`);
  return { name, executions };
}

async function answer(db: Client, sql: string): Promise<string> {
  const { rows } = await db.query(
    `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(a::text, ' ' ORDER BY a::text)), '') AS answer FROM (${sql}) a`,
  );
  return rows[0].answer;
}

async function execute(db: Client, sql: string): Promise<Execution> {
  const { rows } = await db.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${sql}`);
  const [explained] = rows[0]["QUERY PLAN"];
  const read = nodesOf(explained.Plan).filter((node) => node["Relation Name"] && node["Actual Loops"] > 0);
  return {
    millis: explained["Planning Time"] + explained["Execution Time"],
    blocks: explained.Plan["Shared Hit Blocks"] + explained.Plan["Shared Read Blocks"],
    tables: new Set(read.map((node) => node["Relation Name"])).size,
  };
}

const millis = ({ millis }: Execution) => millis;

function timesTable(rows: readonly Compared[]): ResultTable {
  return {
    title: "Queries: planning and execution",
    header: ["query", "naive ms", "flat ms", "declared ms", "naive / declared", "flat / declared"],
    rows: rows.map(({ name, executions: { naive, flat, declared } }) => [
      name,
      ...[naive, flat, declared].map((side) => spreadOf(side, millis)),
      ...[naive, flat].map((side) => ratioOf(side, declared, millis)),
    ]),
    notes: [
      "naive: one table without indexes; flat: one table with the declared indexes; declared: by month, as migrated.",
    ],
  };
}

function blocksTable(rows: readonly Compared[]): ResultTable {
  const last = (executions: readonly Execution[]) => executions.at(-1) as Execution;
  return {
    title: "Queries: blocks of 8 KiB that are read",
    header: ["query", "naive", "flat", "declared", "naive / declared", "partitions read"],
    rows: rows.map(({ name, executions: { naive, flat, declared } }) => [
      name,
      ...[naive, flat, declared].map((side) => last(side).blocks),
      last(naive).blocks / last(declared).blocks,
      last(declared).tables,
    ]),
    notes: [],
  };
}
