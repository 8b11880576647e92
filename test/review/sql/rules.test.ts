import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Database } from "../../../review/sql/database";
import { embeddedDatabase } from "../../../review/sql/embedded-database";
import type { Finding } from "../../../review/sql/finding";
import { judgeSource } from "../../../review/sql/judge";
import { planRules } from "../../../review/sql/rules";
import { queriesNameTheirColumns } from "../../../review/sql/rules/queries-name-their-columns";
import { SourceFile } from "../../../review/sql/source-file";
import { SCHEMA, scratchFolder } from "./schema";

const scratch = scratchFolder();
let database: Database;

beforeAll(async () => {
  scratch.write("0001_video.sql", SCHEMA);
  const byTable = { "video.genres": 9_999, "video.labels": 10_000 };
  database = await embeddedDatabase(scratch.folder, { usual: 10_000_000, byTable });
});
afterAll(async () => {
  await database?.close();
  scratch.remove();
});

async function findings(sql: string): Promise<readonly Finding[]> {
  return (await judgeSource(new SourceFile("queries.sql", sql), database)).findings;
}

const inShort = ({ line, column, severity, rule }: Finding) => `${line}:${column} ${severity} ${rule}`;

/** Statements that meet a rule, and those that break it with where and how badly. */
const CASES: Readonly<Record<string, { good: readonly string[]; bad: Readonly<Record<string, string>> }>> = {
  "filters-have-an-index": {
    good: [
      "SELECT name FROM video.titles WHERE title_id = $1",
      "SELECT title_id FROM video.titles WHERE name = $1 LIMIT 10",
      "SELECT name FROM video.countries WHERE name = $1",
      "SELECT genre_id FROM video.genres WHERE name = 'drama'",
      "SELECT seconds FROM video.plays WHERE profile_id = $1 AND played_at BETWEEN $2 AND $3",
      "SELECT t.name FROM video.plays p JOIN video.titles t USING (title_id) WHERE p.profile_id = 7 AND p.played_at >= '2026-03-01Z'",
      "SELECT sum(seconds) FROM video.plays WHERE played_at >= '2026-03-01Z'",
      "DELETE FROM video.titles WHERE title_id = ANY ($1)",
    ],
    bad: {
      "SELECT title_id FROM video.titles WHERE kind = $1": "1:41 high",
      "SELECT title_id\nFROM video.titles\nWHERE released > $1\n  AND kind = 'film'": "4:7 high",
      "SELECT label_id FROM video.labels WHERE name = 'drama'": "1:41 high",
      "SELECT title_id FROM video.titles WHERE kind LIKE 'doc%'": "1:41 high",
      "SELECT title_id FROM video.titles WHERE code = 'b7'": "1:41 high",
      "SELECT seconds FROM video.plays WHERE device = 'tv' AND played_at >= '2026-03-01Z'": "1:39 high",
      "SELECT seconds FROM video.plays WHERE device = 'tv' AND played_at BETWEEN $1 AND $2": "1:39 high",
      "SELECT title_id FROM video.titles WHERE studio_id = ANY ($1)": "1:41 high",
      "SELECT p.seconds FROM video.labels l JOIN video.plays p ON p.title_id = l.label_id WHERE l.label_id = 4 AND p.played_at >= '2026-03-01Z'":
        "1:60 high",
      "UPDATE video.titles SET kind = 'film' WHERE kind = 'movie'": "1:45 high",
      "DELETE FROM video.titles WHERE kind = 'trailer'": "1:32 high",
      "SELECT name FROM video.titles WHERE title_id IN (SELECT title_id FROM video.titles WHERE kind = $1)":
        "1:90 high",
      "SELECT title_id FROM video.titles WHERE lower(kind) = 'film'": "1:47 medium",
      "SELECT title_id FROM video.titles WHERE kind <> 'film'": "1:41 low",
    },
  },
  "queries-name-a-partition": {
    good: [
      "SELECT seconds FROM video.plays WHERE profile_id = $1 AND played_at >= now() - interval '1 day'",
      "SELECT seconds FROM video.plays WHERE profile_id = $1 AND played_at BETWEEN $2 AND $3",
      "SELECT seconds FROM video.plays WHERE profile_id = $1 AND (played_at < $2 OR played_at >= $3)",
      "INSERT INTO video.plays (played_at, profile_id, title_id, device, seconds) VALUES ($1, $2, $3, $4, $5)",
    ],
    bad: {
      "SELECT seconds FROM video.plays WHERE profile_id = $1": "1:21 medium",
      "SELECT sum(seconds)\n  FROM video.plays": "2:8 high",
      "WITH seen AS (SELECT p.title_id FROM video.plays p WHERE p.profile_id = 4) SELECT title_id FROM seen":
        "1:38 medium",
    },
  },
  "columns-stand-alone": {
    good: [
      "SELECT title_id FROM video.titles WHERE title_id = $1 - 1",
      "SELECT seconds FROM video.plays WHERE profile_id = 7 AND played_at >= date_trunc('day', now())",
      "SELECT genre_id FROM video.genres WHERE genre_id + 1 = $1",
    ],
    bad: {
      "SELECT title_id FROM video.titles WHERE title_id + 1 = $1": "1:41 high",
      "SELECT title_id FROM video.titles WHERE title_id::text = $1": "1:41 high",
      "SELECT title_id FROM video.titles WHERE lower(name) = 'up'": "1:47 high",
      "SELECT seconds FROM video.plays WHERE profile_id = 7 AND played_at::date = '2026-03-01'": "1:58 high",
    },
  },
  "comparisons-keep-the-type": {
    good: [
      "SELECT name FROM video.titles WHERE title_id = 4",
      "SELECT name FROM video.titles WHERE title_id = 4.0::bigint",
      "SELECT title_id FROM video.titles WHERE released = now()",
    ],
    bad: {
      "SELECT name FROM video.titles WHERE title_id = 4.5": "1:37 high",
      "SELECT name FROM video.titles WHERE title_id = $1::numeric": "1:37 high",
      "SELECT p.seconds FROM video.plays p WHERE p.played_at >= '2026-03-01Z' AND p.profile_id = 7e0": "1:76 high",
    },
  },
  "patterns-begin-with-text": {
    good: [
      "SELECT title_id FROM video.titles WHERE name LIKE 'U%'",
      "SELECT name FROM video.countries WHERE name LIKE '%n'",
    ],
    bad: {
      "SELECT title_id FROM video.titles WHERE name LIKE '%p'": "1:41 high",
      "SELECT title_id FROM video.titles WHERE kind = kind AND name LIKE '_p'": "1:57 high",
    },
  },
  "queries-name-their-columns": {
    good: [
      "SELECT count(*) FROM video.countries",
      "SELECT code FROM video.countries WHERE EXISTS (SELECT * FROM video.titles WHERE title_id = 1)",
      "WITH c AS (SELECT code FROM video.countries) SELECT * FROM c",
      "SELECT * FROM generate_series(1, 3)",
      "SELECT picked.* FROM (SELECT code FROM video.countries) picked",
    ],
    bad: {
      "SELECT * FROM video.countries": "1:8 medium",
      "SELECT code, c.* FROM video.countries c": "1:14 medium",
      "SELECT 'é', n FROM (SELECT 'é' AS n, * FROM video.countries) x": "1:38 medium",
      "INSERT INTO video.countries (code, name) VALUES ('IT', 'Italy') RETURNING *": "1:75 medium",
      "TABLE video.countries": "1:1 medium",
    },
  },
};

it("has good and bad statements of every rule", () => {
  const names = [...planRules, queriesNameTheirColumns].map(({ name }) => name);
  expect(Object.keys(CASES).sort()).toEqual(names.sort());
});

it("has every rule and its severities in docs/sql.md", () => {
  const page = readFileSync(join(__dirname, "../../../docs/sql.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|.*\|(.*)\|$/gm)].map(([, name, told]) => [name, told]);
  const severities = (told = "") => ["high", "medium", "low"].filter((each) => told.includes(each));
  const found = Object.entries(CASES).map(([name, { bad }]) => {
    const all = Object.values(bad).join(" ");
    return [name, severities(all)];
  });
  expect(rows.map(([name, told]) => [name, severities(told)])).toEqual([["statements-are-valid", ["high"]], ...found]);
});

describe.each(Object.entries(CASES))("%s", (rule, { good, bad }) => {
  it.each(good)("has nothing against: %s", async (sql) => {
    expect((await findings(sql)).map(inShort)).toEqual([]);
  });

  it.each(Object.entries(bad))("finds: %s", async (sql, expected) => {
    const found = (await findings(sql)).filter((each) => each.rule === rule);
    expect(found.map(inShort)).toEqual([`${expected} ${rule}`]);
  });
});

it("names the index that would help, and by how much the planner's cost would fall", async () => {
  const [found] = await findings("SELECT title_id FROM video.titles WHERE released >= $2 AND kind = $1");
  expect(found).toEqual({
    rule: "filters-have-an-index",
    file: "queries.sql",
    line: 1,
    column: 60,
    severity: "high",
    message: "all 10,000,000 rows of video.titles are read for a condition on kind",
    mend: expect.stringMatching(
      /^an index on video\.titles \(kind, released\): with it the planner's cost falls from [\d,]{7} to [\d,]{5,6}$/,
    ),
    why: "A query reads the rows that it returns: its time does not grow with the table.",
  });
});

it("asks for an index in the order of bytes where a pattern needs it", async () => {
  const [found] = await findings("SELECT title_id FROM video.titles WHERE kind LIKE 'doc%'");
  expect(found?.mend).toContain("an index on video.titles (kind text_pattern_ops): ");
});

it("tells a function around the partition key once, not also that no partition is named", async () => {
  const found = await findings("SELECT seconds FROM video.plays WHERE date_trunc('day', played_at) = '2026-03-01Z'");
  expect(found.map(({ rule, message }) => [rule, message])).toEqual([
    [
      "columns-stand-alone",
      "played_at stands inside an expression, so the partitions of video.plays by played_at cannot be used",
    ],
  ]);
});

it("tries indexes without leaving one behind", async () => {
  const before = await database.plans("SELECT title_id FROM video.titles WHERE kind = 'film'");
  const index = { table: "video.titles", columns: [{ name: "kind" }] };
  const withIndex = await database.planWithIndex!(index, "SELECT title_id FROM video.titles WHERE kind = 'film'");
  expect(withIndex?.["Total Cost"]).toBeLessThan(before.generic["Total Cost"] / 2);
  expect(await database.plans("SELECT title_id FROM video.titles WHERE kind = 'film'")).toEqual(before);
});

it("has no plan for an index that PostgreSQL cannot build", async () => {
  const index = { table: "video.titles", columns: [{ name: "screen" }] };
  expect(await database.planWithIndex!(index, "SELECT title_id FROM video.titles WHERE kind = 'film'")).toBeUndefined();
});
