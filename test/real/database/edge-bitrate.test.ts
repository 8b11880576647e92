import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Client } from "pg";
import { DEFAULT_LADDER, type Ladder, selectQuality } from "../../../runtime/edge/quality";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let db: Client;

beforeAll(async () => {
  server = await startPostgres();
  db = await migratedDatabase(server);
});
afterAll(() => server?.stop());

interface Question {
  readonly region: string;
  readonly speed: number | null;
  readonly most: number | null;
}

/** One answer for each question; an error of any kind is "refused". In one round trip, as there are thousands. */
async function ofDatabase(questions: readonly Question[]): Promise<(number | "refused")[]> {
  const { rows } = await db.query(
    "SELECT pg_temp.answer(region, speed, most) AS answer FROM unnest($1::text[], $2::text[], $3::text[]) q(region, speed, most)",
    [
      questions.map(({ region }) => region),
      questions.map(({ speed }) => (speed === null ? null : String(speed))),
      questions.map(({ most }) => (most === null ? null : String(most))),
    ],
  );
  return rows.map(({ answer }) => answer ?? "refused");
}

function ofEdge({ region, speed, most }: Question, ladders: Readonly<Record<string, Ladder>>): number | "refused" {
  try {
    return selectQuality(ladders[region] ?? ladders["*"]!, speed, most);
  } catch {
    return "refused"; // which inputs it refuses is what is compared
  }
}

async function laddersOfDatabase(): Promise<Record<string, Ladder>> {
  const { rows } = await db.query(`SELECT region, json_agg(json_build_object(
      'fromMbps', network_speed_mbps, 'height', recommended_height) ORDER BY network_speed_mbps) AS ladder
    FROM streaming_quality_rules GROUP BY region`);
  return Object.fromEntries(rows.map(({ region, ladder }) => [region, ladder]));
}

const EDGES = [0, 5, 8, 10, 25].flatMap((edge) => [edge - 0.001, edge, edge + 0.001, edge + 0.5]);
const SPEEDS = [...EDGES, 0.3, 100, 99_999.999, 1e21, 1e-9, 4.999999999999999, 5e-324, Number.MAX_VALUE];
const REFUSED_SPEEDS = [null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1];
const HEIGHTS = [240, 359, 360, 480, 719, 720, 721, 1080, 1440, 2159, 2160, 4320, 0, -1, 2147483647, -2147483648];
const REFUSED_HEIGHTS = [null, 1080.5, 2147483648, -2147483649, Number.NaN, Number.POSITIVE_INFINITY];

const GRID: readonly Question[] = ["US", "IN", "*"].flatMap((region) =>
  [...SPEEDS, ...REFUSED_SPEEDS].flatMap((speed) =>
    [...HEIGHTS, ...REFUSED_HEIGHTS].map((most) => ({ region, speed, most })),
  ),
);

async function disagreements(questions: readonly Question[], ladders: Readonly<Record<string, Ladder>>) {
  const answers = await ofDatabase(questions);
  return questions
    .map((question, i) => ({ ...question, database: answers[i], edge: ofEdge(question, ladders) }))
    .filter(({ database, edge }) => database !== edge);
}

describe("the edge's bitrate rule", () => {
  beforeAll(async () => {
    await db.query(`CREATE FUNCTION pg_temp.answer(region text, speed text, most text) RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN
        RETURN (streaming.select_quality(region, speed::numeric, most::integer)).recommended_height;
      EXCEPTION WHEN invalid_parameter_value OR invalid_text_representation OR numeric_value_out_of_range THEN
        RETURN NULL;
      END $$`);
  });

  it("has the ladder that the migrations put into the table", async () => {
    expect(await laddersOfDatabase()).toEqual({ "*": DEFAULT_LADDER });
  });

  it("agrees with the database on every edge of every rule, and on what both refuse", async () => {
    expect(await disagreements(GRID, { "*": DEFAULT_LADDER })).toEqual([]);
    const refused = GRID.filter((question) => ofEdge(question, { "*": DEFAULT_LADDER }) === "refused").length;
    expect([GRID.length - refused, refused]).toEqual([3 * 27 * 16, 3 * (27 * 6 + 6 * 22)]);
  });

  it("agrees with it on any speed and height that a number can be", async () => {
    const questions = fc.sample(
      fc.record({
        region: fc.constantFrom("US", "IN"),
        speed: fc.oneof(fc.double({ min: 0, max: 40 }), fc.double(), fc.constant(null)),
        most: fc.oneof(fc.integer({ min: 0, max: 4_500 }), fc.integer(), fc.constant(null)),
      }),
      { numRuns: 2_000, seed: 95 },
    );
    expect(await disagreements(questions, { "*": DEFAULT_LADDER })).toEqual([]);
  });

  it("agrees with it under rules that were changed", async () => {
    await db.query("BEGIN");
    await db.query(`INSERT INTO streaming_quality_rules VALUES
      ('IN', 0, 360, 900), ('IN', 8, 1080, 6000), ('IN', 100, 4320, 40000)`);
    const ladders = await laddersOfDatabase();
    const wrong = await disagreements(GRID, ladders);
    await db.query("ROLLBACK");
    expect(Object.keys(ladders).sort()).toEqual(["*", "IN"]);
    expect(wrong).toEqual([]);
  });
});
