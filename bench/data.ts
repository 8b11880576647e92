import { availableParallelism, loadavg } from "node:os";
import { readWholeNumber } from "../review/commands/flags";
import { badUsage, EXIT } from "../review/exit-codes";
import { preparePooling } from "../test/support/pooled-postgres";
import type { Benchmark } from "./benchmark";
import { cachePart } from "./data/cache";
import { connectionsPart } from "./data/connections";
import { type EventsDatabase, startEventsDatabase } from "./data/events-database";
import { lakePart } from "./data/lake";
import type { Part, PartContext } from "./data/part";
import { queriesPart } from "./data/queries";
import { refreshPart } from "./data/refresh";
import { removeAtExit } from "./data/remove-at-exit";
import { jsonTable, type ResultTable, renderTable } from "./data/result-table";
import { readFlags } from "./flags";

/** In the order in which they run: `refresh` adds events to one of the tables that `queries` compares. */
const PARTS: readonly Part[] = [queriesPart, refreshPart, connectionsPart, cachePart, lakePart];

const OPTIONS = {
  events: { type: "string", default: "5000000" },
  runs: { type: "string", default: "5" },
  part: { type: "string", default: PARTS.map(({ name }) => name).join(",") },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Measures what the data plane promises on real servers: PostgreSQL, PgBouncer, Redis, and DuckDB with Parquet files.

Usage: npm run bench -- data [flags]

      --events N        generated events (default: 5000000), from 1000 on
      --runs N          turns in which the sides of a comparison are measured (default: 5)
      --part NAME,...   only these parts (default: ${OPTIONS.part.default})
      --json            print one JSON document instead of tables
  -h, --help            print this text

  queries       the seed's queries: declared schema, the same without partitions, one table without indexes
  refresh       daily_user_metrics as a whole against the roll-up of changed days
  connections   new connections, pooled connections, prepared statements; needs openssl and PgBouncer
                (test/real/debian/install-pgbouncer.sh)
  cache         cache-aside as in the seed against runtime/cache; needs redis-server
  lake          bytes that questions read before and after compaction with z-order

The same number of events on the same day are the same events. Both sides of every comparison must give the same answers, or the
benchmark fails. Figures are medians (min..max), ratios are of the same turn. What a part needs and this machine has not is printed
as skipped. Servers, clients and the benchmark share this machine: ratios are worth more than times.

Exit codes: 0 done, 1 two sides answered differently, 2 bad command line.
`;

/** What came of a part. */
interface Outcome {
  readonly name: string;
  /** Why it was not run. */
  readonly skipped?: string;
  readonly tables: readonly ResultTable[];
}

/** `npm run bench -- data` */
export const dataBenchmark: Benchmark = {
  summary: "the data plane on real servers: queries, refresh, connections, cache, lake",
  async run(args) {
    const flags = readFlags("data", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const eventCount = readWholeNumber("--events", flags.events, 1_000, 1_000_000_000, "events");
    const runs = readWholeNumber("--runs", flags.runs, 1, 100, "runs");
    const parts = readParts(flags.part);
    const load = loadavg().map((value) => Number(value.toFixed(1)));
    const machine = { node: process.versions.node, cores: availableParallelism(), loadAverageBefore: load };
    const database = new SharedDatabase(eventCount, parts.includes(connectionsPart));
    try {
      const outcomes = await runParts(parts, { eventCount, runs, progress, database: () => database.start() });
      const run = { ...machine, postgres: database.version, events: eventCount, runs };
      if (flags.json) print(JSON.stringify({ ...run, parts: outcomes.map(jsonOutcome) }, undefined, 2));
      else printTables(run, outcomes);
      return EXIT.ok;
    } finally {
      await database.stop();
    }
  },
};

function readParts(text: string): Part[] {
  const names = text.split(",");
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) badUsage(`--part: must be of ${OPTIONS.part.default}, got "${text}"`);
  return PARTS.filter(({ name }) => names.includes(name));
}

/** Started when the first part asks. */
class SharedDatabase {
  private started: Promise<EventsDatabase> | undefined;
  private remove = () => {};
  version: string | undefined;

  constructor(
    private readonly eventCount: number,
    private readonly pooled: boolean,
  ) {}

  start(): Promise<EventsDatabase> {
    this.started ??= this.make();
    return this.started;
  }

  async stop(): Promise<void> {
    const database = await this.started?.catch(() => undefined); // who asked for it has the error
    await database?.server.stop();
    this.remove();
  }

  private async make(): Promise<EventsDatabase> {
    const pooling = this.pooled && connectionsPart.missing() === undefined ? preparePooling() : undefined;
    if (pooling) {
      removeAtExit(pooling.folder);
      this.remove = () => pooling.remove();
    }
    const database = await startEventsDatabase(this.eventCount, pooling, progress);
    this.version = database.version;
    return database;
  }
}

async function runParts(parts: readonly Part[], context: PartContext): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const part of parts) {
    const skipped = part.missing();
    if (skipped !== undefined) progress(`${part.name}: skipped: ${skipped}`);
    const tables = skipped === undefined ? await part.run(context) : [];
    outcomes.push({ name: part.name, ...(skipped === undefined ? {} : { skipped }), tables });
  }
  return outcomes;
}

interface Run {
  readonly node: string;
  readonly cores: number;
  readonly loadAverageBefore: readonly number[];
  readonly postgres: string | undefined;
  readonly events: number;
  readonly runs: number;
}

function printTables(run: Run, outcomes: readonly Outcome[]): void {
  const postgres = run.postgres === undefined ? "" : `, PostgreSQL ${run.postgres}`;
  const load = run.loadAverageBefore.map((value) => value.toFixed(1)).join(", ");
  print(`Node ${run.node}${postgres}, ${run.cores} cores, load average before: ${load}`);
  print(`${run.events} events; median of ${run.runs} turns (min..max); ratios of the same turn\n`);
  for (const { name, skipped, tables } of outcomes) {
    if (skipped !== undefined) print(`${name}: skipped: ${skipped}\n`);
    for (const table of tables) print(`${renderTable(table)}\n`);
  }
}

function jsonOutcome({ tables, ...outcome }: Outcome) {
  return { ...outcome, tables: tables.map(jsonTable) };
}

const started = performance.now();
const progress = (line: string) => {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${line}\n`);
};
const print = (line: string) => process.stdout.write(`${line}\n`);
