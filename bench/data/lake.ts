import { Z_ORDER } from "../../components/lake/tables";
import { PROFILE_ID_BITS, TITLE_ID_BITS, titleKey } from "../../runtime/lake/playback-event";
import { type Duck, startDuck } from "../../test/support/duckdb";
import { ParquetLayouts, type Scan, zOrderKey } from "../../test/support/parquet-layouts";
import { profileCount, TITLE_COUNT } from "./generated-events";
import type { Part, PartContext } from "./part";
import { removeAtExit } from "./remove-at-exit";
import type { Cell, ResultTable } from "./result-table";
import { mustAgree, ratioOf, spreadOf, takeTurns } from "./turns";

/** Row groups of the day: what a day of a billion events has in files of 256 MiB with groups of 128 MiB. */
const ROW_GROUPS = 256;
/** Rows of a row group come in multiples of this. Source: https://duckdb.org/docs/stable/data/parquet/tips */
const VECTOR_ROWS = 2_048;
const GROUPS_PER_FILE = 8;
/** Of each kind. */
const QUESTIONS = 32;

const LAYOUTS = {
  arrived: { order: "arrival", groupsPerFile: 1 },
  zOrdered: { order: zOrderKey(Z_ORDER), groupsPerFile: GROUPS_PER_FILE },
  byProfile: { order: "profile_id, title_id", groupsPerFile: GROUPS_PER_FILE },
} as const;
type Layout = keyof typeof LAYOUTS;
const NAMES = Object.keys(LAYOUTS) as Layout[];

/** `npm run bench -- data --part lake` */
export const lakePart: Part = {
  name: "lake",
  missing: () => undefined,
  async run(context) {
    const duck = await startDuck();
    removeAtExit(duck.folder);
    try {
      return await compare(duck, context);
    } finally {
      duck.close();
    }
  },
};

/** A day in the order of its events; identifiers are spread over all their bits, popularity as in the database's events. */
function dayOf(eventCount: number): string {
  const random = (k: number) => `((hash(i, ${k}) >> 11) / ${2 ** 53}.0)`;
  return `
    SELECT i AS arrival,
      concat('{"session":"', md5((i // 5)::VARCHAR), '","bitrate":', hash(i, 1) % 8000, '}') AS event_data,
      TIMESTAMPTZ '2026-11-21 00:00:00+00' + to_microseconds((i * 86400000000 // ${eventCount})::BIGINT) AS event_ts,
      ['start', 'heartbeat', 'rebuffer', 'stop'][1 + (hash(i, 2) % 4)::INTEGER] AS event_type,
      ['BR', 'DE', 'US'][1 + (hash(i, 3) % 3)::INTEGER] AS region,
      (hash(floor(${profileCount(eventCount)} * ${random(4)} ^ 2)::BIGINT, 5) % ${2 ** PROFILE_ID_BITS})::BIGINT AS profile_id,
      (hash(floor(${TITLE_COUNT} ^ ${random(6)})::BIGINT, 7) % ${2 ** TITLE_ID_BITS})::BIGINT AS title_id,
      DATE '2026-11-21' AS dt,
      title_id * ${titleKey(1)} AS title_key
    FROM range(${eventCount}) events(i)`;
}

/** Values of columns that a query asks for. */
type Question = Readonly<Record<string, string>>;

/** How each kind of question is drawn from the day. */
const KINDS: Readonly<
  Record<string, { readonly columns: readonly string[]; readonly from: (step: number) => string }>
> = {
  "a profile, as often as it watches": { columns: ["profile_id"], from: (step) => `day WHERE arrival % ${step} = 0` },
  "a title, as often as it is watched": { columns: ["title_id"], from: (step) => `day WHERE arrival % ${step} = 0` },
  "any title": { columns: ["title_id"], from: () => "(SELECT DISTINCT title_id FROM day)" },
  "a profile and a title": { columns: ["profile_id", "title_id"], from: (step) => `day WHERE arrival % ${step} = 0` },
};

async function compare(duck: Duck, { eventCount, runs, progress }: PartContext): Promise<ResultTable[]> {
  await duck.run(`CREATE TABLE day AS ${dayOf(eventCount)}`);
  progress("lake: generated a day");
  const rowGroupRows = Math.max(1, Math.round(eventCount / ROW_GROUPS / VECTOR_ROWS)) * VECTOR_ROWS;
  const layouts = new ParquetLayouts(duck, "(SELECT * FROM day)", rowGroupRows);
  for (const name of NAMES) {
    await layouts.write(name, LAYOUTS[name].order, LAYOUTS[name].groupsPerFile);
    progress(`lake: wrote ${name}`);
  }
  for (const name of NAMES.slice(1)) {
    mustAgree("events of the day", {
      arrived: "0 rows",
      [name]: `${await layouts.differingRows("arrived", name)} rows`,
    });
  }
  const rows: Compared[] = [];
  for (const kind of Object.keys(KINDS)) {
    rows.push(await compareKind(duck, layouts, kind, eventCount, runs));
    progress(`lake: ${kind}`);
  }
  return [await filesTable(layouts), bytesTable(rows), timesTable(rows)];
}

interface Compared {
  readonly kind: string;
  /** Mean of all questions. */
  readonly scans: Readonly<Record<Layout, Scan>>;
  /** All questions, one after another, on DuckDB. */
  readonly millis: Readonly<Record<Layout, readonly number[]>>;
}

async function compareKind(
  duck: Duck,
  layouts: ParquetLayouts,
  kind: string,
  events: number,
  runs: number,
): Promise<Compared> {
  const { columns, from } = KINDS[kind]!;
  const step = Math.max(1, Math.floor(events / QUESTIONS));
  const list = columns.join(", ");
  const questions: Question[] = await duck.rows(
    `SELECT ${list} FROM ${from(step)} ORDER BY hash(${list}) LIMIT ${QUESTIONS}`,
  );
  const ask = async (name: Layout) => {
    const answers: string[] = [];
    for (const question of questions) {
      const where = Object.entries(question).map(([column, value]) => `${column} = ${value}`);
      const sql = `SELECT count(*) AS events, max(event_ts)::VARCHAR AS last FROM '${layouts.files(name)}' WHERE ${where.join(" AND ")}`;
      answers.push(JSON.stringify(await duck.rows(sql)));
    }
    return answers.join("\n");
  };
  mustAgree(kind, await eachLayout(ask));
  const scans = await eachLayout(async (name) => {
    const all: Scan[] = [];
    for (const question of questions) all.push(await layouts.scan(name, question, "event_ts"));
    const mean = (of: (scan: Scan) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
    return { files: mean((s) => s.files), groups: mean((s) => s.groups), bytes: mean((s) => s.bytes) };
  });
  const timed = (name: Layout) => async () => {
    const started = performance.now();
    await ask(name);
    return performance.now() - started;
  };
  const sides = { arrived: timed("arrived"), zOrdered: timed("zOrdered"), byProfile: timed("byProfile") };
  return { kind, scans, millis: await takeTurns(runs, sides) };
}

async function eachLayout<T>(of: (name: Layout) => Promise<T>): Promise<Record<Layout, T>> {
  const all: Partial<Record<Layout, T>> = {};
  for (const name of NAMES) all[name] = await of(name);
  return all as Record<Layout, T>;
}

const MIB = 1024 ** 2;
const LAYOUT_HEADER = ["as it arrived", "compacted and z-ordered", "compacted by profile"];

async function filesTable(layouts: ParquetLayouts): Promise<ResultTable> {
  const whole = await eachLayout((name) => layouts.whole(name));
  const row = (title: string, of: (scan: Scan) => number): Cell[] => [title, ...NAMES.map((name) => of(whole[name]))];
  return {
    title: "Lake: the day's files",
    header: ["", ...LAYOUT_HEADER],
    rows: [row("files", (s) => s.files), row("row groups", (s) => s.groups), row("MiB, zstd", (s) => s.bytes / MIB)],
    notes: ["Scaled down: as many row groups as a day of a billion events would have, each with fewer rows."],
  };
}

function bytesTable(rows: readonly Compared[]): ResultTable {
  return {
    title: `Lake: KiB that a question has to read by the footers' bounds (mean of ${QUESTIONS}), row groups in brackets`,
    header: ["question", ...LAYOUT_HEADER, "arrived / z-ordered", "by profile / z-ordered"],
    rows: rows.map(({ kind, scans }) => [
      kind,
      ...NAMES.map((name) => `${Math.round(scans[name].bytes / 1024)} (${Math.round(scans[name].groups)})`),
      scans.arrived.bytes / scans.zOrdered.bytes,
      scans.byProfile.bytes / scans.zOrdered.bytes,
    ]),
    notes: [],
  };
}

function timesTable(rows: readonly Compared[]): ResultTable {
  const figure = (millis: number) => millis;
  return {
    title: `Lake: ${QUESTIONS} questions on DuckDB with one thread, local files`,
    header: ["question", ...LAYOUT_HEADER.map((name) => `${name} ms`), "arrived / z-ordered"],
    rows: rows.map(({ kind, millis }) => [
      kind,
      ...NAMES.map((name) => spreadOf(millis[name], figure)),
      ratioOf(millis.arrived, millis.zOrdered, figure),
    ]),
    notes: ["An object store adds a round trip for every file that is opened."],
  };
}
