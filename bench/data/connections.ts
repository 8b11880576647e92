import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client, type ClientConfig } from "pg";
import type { PooledWorkload } from "../../components/database/cluster/logins";
import { POOL_PORT } from "../../components/database/cluster/pool-endpoint";
import { pgBouncerProblem } from "../../test/support/pgbouncer-server";
import type { Pooling } from "../../test/support/pooled-postgres";
import { DECLARED, type EventsDatabase } from "./events-database";
import { profileCount } from "./generated-events";
import type { Part, PartContext } from "./part";
import { programMissing } from "./program-missing";
import type { ResultTable } from "./result-table";
import { mustAgree, percentile, ratioOf, spreadOf, takeTurns } from "./turns";

/** Server connections of the pool. */
const POOL_SIZE = 20;
const FEW_CLIENTS = 8;
const MANY_CLIENTS = 100;

/** Answered by a side in each turn, over kept connections and over new ones. */
const KEPT_QUERIES = 4_000;
const NEW_QUERIES = 160;

/** Profiles that are asked about, in turn. */
const PROFILES = 40;

const HISTORY = `SELECT title_id, event_ts FROM ${DECLARED}
  WHERE profile_id = $1 AND event_ts >= $2 AND event_ts < $3 ORDER BY event_ts DESC, title_id DESC LIMIT 50`;

/** `npm run bench -- data --part connections` */
export const connectionsPart: Part = {
  name: "connections",
  missing: () => programMissing("openssl") ?? pgBouncerProblem(),
  async run(context) {
    const database = await context.database();
    const pooling = database.pooling as Pooling;
    const sizes = {
      writerConnections: POOL_SIZE,
      readerConnections: 1,
      connectionsPerLogin: POOL_SIZE,
      maxClients: 500,
    };
    const pgbouncer = await pooling.start(sizes);
    try {
      return await compare(database, pooling, context);
    } finally {
      await pgbouncer.stop();
    }
  },
};

/** How clients of one side come to their answers. */
interface Side {
  readonly through: "PostgreSQL" | "PgBouncer";
  /** Whose login: the two differ in `plan_cache_mode`. */
  readonly workload: PooledWorkload;
  readonly connection: "new" | "kept";
  readonly prepared: boolean;
  readonly clients: number;
}

const AUTO = "catalog-service";
const GENERIC = "playback-service";

const SIDES = {
  newDirect: { through: "PostgreSQL", workload: AUTO, connection: "new", prepared: false, clients: FEW_CLIENTS },
  newPooled: { through: "PgBouncer", workload: AUTO, connection: "new", prepared: false, clients: FEW_CLIENTS },
  keptDirect: { through: "PostgreSQL", workload: AUTO, connection: "kept", prepared: false, clients: FEW_CLIENTS },
  keptPooled: { through: "PgBouncer", workload: AUTO, connection: "kept", prepared: false, clients: FEW_CLIENTS },
  preparedAuto: { through: "PgBouncer", workload: AUTO, connection: "kept", prepared: true, clients: FEW_CLIENTS },
  preparedPooled: { through: "PgBouncer", workload: GENERIC, connection: "kept", prepared: true, clients: FEW_CLIENTS },
  preparedDirect: {
    through: "PostgreSQL",
    workload: GENERIC,
    connection: "kept",
    prepared: true,
    clients: FEW_CLIENTS,
  },
  manyDirect: { through: "PostgreSQL", workload: GENERIC, connection: "kept", prepared: true, clients: MANY_CLIENTS },
  manyPooled: { through: "PgBouncer", workload: GENERIC, connection: "kept", prepared: true, clients: MANY_CLIENTS },
} as const satisfies Readonly<Record<string, Side>>;

type Name = keyof typeof SIDES;

interface Served {
  readonly perSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
}

/** What is asked, and what the superuser got over the socket. */
interface Question {
  readonly values: readonly [profile: number, from: string, to: string];
  readonly answer: string;
}

async function compare({ db }: EventsDatabase, pooling: Pooling, { eventCount, runs, progress }: PartContext) {
  const questions = await ask(db, eventCount);
  const direct = { host: pooling.writer, port: 5432, ssl: { ca: readFileSync(join(pooling.folder, "aurora.ca")) } };
  const target = { PostgreSQL: direct, PgBouncer: { host: pooling.pooler, port: POOL_PORT } };
  const side = (name: Name) => async (turn: number) => {
    const { through, workload } = SIDES[name];
    const served = await serve({ ...target[through], ...pooling.as(workload) }, SIDES[name], questions, eventCount);
    progress(`connections: turn ${turn + 1} of ${runs}, ${describe(SIDES[name])}`);
    return served;
  };
  const names = Object.keys(SIDES) as Name[];
  const figures = await takeTurns(
    runs,
    Object.fromEntries(names.map((name) => [name, side(name)])) as Record<Name, (turn: number) => Promise<Served>>,
  );
  return [connectionsTable(figures)];
}

async function ask(db: Client, eventCount: number): Promise<Question[]> {
  const { rows } = await db.query(
    `SELECT date_trunc('day', now()) - interval '90 days' AS start, date_trunc('day', now()) AS end`,
  );
  const [from, to] = [rows[0].start.toISOString(), rows[0].end.toISOString()];
  const step = Math.max(1, Math.floor(profileCount(eventCount) / PROFILES));
  const questions: Question[] = [];
  for (let profile = 1; profile <= profileCount(eventCount) && questions.length < PROFILES; profile += step) {
    const values = [profile, from, to] as const;
    questions.push({ values, answer: JSON.stringify((await db.query(HISTORY, [...values])).rows) });
  }
  return questions;
}

/** Each client sends its next query when it has the answer to the last one. Kept connections are open, and prepared, before. */
async function serve(
  config: ClientConfig,
  side: Side,
  questions: readonly Question[],
  eventCount: number,
): Promise<Served> {
  const most = side.connection === "new" ? NEW_QUERIES : KEPT_QUERIES;
  const count = Math.min(most, Math.ceil(eventCount / 20)); // a small run is for the answers, not for the figures
  const open = async () => {
    const client = new Client(config);
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  const query = async (client: Client, i: number) => {
    const { values } = questions[i % questions.length] as Question;
    const named = side.prepared ? { name: "history" } : {};
    return (await client.query({ ...named, text: HISTORY, values: [...values] })).rows;
  };
  const kept = side.connection === "kept" ? await Promise.all(Array.from({ length: side.clients }, open)) : [];
  await Promise.all(kept.map((client, i) => query(client, i)));

  const answers: unknown[] = [];
  const latencies: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: side.clients }, async (_, number) => {
      while (next < count) {
        const i = next++;
        const asked = performance.now();
        const client = kept[number] ?? (await open());
        answers[i] = await query(client, i);
        latencies[i] = performance.now() - asked;
        if (kept.length === 0) await client.end();
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(kept.map((client) => client.end()));
  answers.forEach((rows, i) => {
    const { answer } = questions[i % questions.length] as Question;
    mustAgree(describe(side), { "the superuser over the socket": answer, [describe(side)]: JSON.stringify(rows) });
  });
  return { perSecond: count / seconds, p50Millis: percentile(latencies, 0.5), p99Millis: percentile(latencies, 0.99) };
}

function describe({ through, workload, connection, prepared, clients }: Side): string {
  const planning = prepared ? `prepared, ${workload === GENERIC ? "generic" : "auto"} plan` : "not prepared";
  return `${clients} clients, ${connection} connection, ${through}, ${planning}`;
}

function connectionsTable(figures: Readonly<Record<Name, readonly Served[]>>): ResultTable {
  const perSecond = ({ perSecond }: Served) => perSecond;
  return {
    title: "Connections: the history of a profile over 90 days, newest 50",
    header: ["side", "queries/s", "this / new connection, PostgreSQL", "p50 ms", "p99 ms"],
    rows: (Object.keys(SIDES) as Name[]).map((name) => [
      describe(SIDES[name]),
      spreadOf(figures[name], perSecond),
      ratioOf(figures[name], figures.newDirect, perSecond),
      spreadOf(figures[name], ({ p50Millis }) => p50Millis),
      spreadOf(figures[name], ({ p99Millis }) => p99Millis),
    ]),
    notes: [
      `PostgreSQL by TLS and password, as Aurora asks for; PgBouncer as rendered, with ${POOL_SIZE} server connections. Clients run in the one process of`,
      "the benchmark, on the same cores as the servers, so the quickest sides are held back by it.",
    ],
  };
}
