import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import Ajv from "ajv/dist/2020";
import { sqlCommand } from "../../../review/commands/sql";
import { type PostgresServer, startPostgres } from "../../../review/sql/postgres-server";
import { processesWith } from "../../support/processes";
import { type CommandResult, runCommand, startCommand } from "../../support/run-preview";
import { SCHEMA, scratchFolder } from "../sql/schema";

const scratch = scratchFolder();
const migrations = join(scratch.folder, "migrations");
mkdirSync(migrations);
scratch.write("migrations/0001_video.sql", SCHEMA);
const good = scratch.write("good.sql", "SELECT name FROM video.titles WHERE title_id = $1;\n");
const bad = scratch.write(
  "bad.sql",
  "CREATE TABLE t (a int);\nSELECT *\nFROM video.titles\nWHERE kind = $1;\nSELEC 1;\n",
);
const open = scratch.write(
  "open.sql",
  "SELECT sum(seconds) FROM video.plays WHERE device <> 'tv' AND played_at >= '2026-03-01Z'",
);
const none = join(scratch.folder, "none.sql");

/** Where servers of the command have their folders, as open as /tmp is to the user who runs them. */
const temporary = join(scratch.folder, "tmp");
mkdirSync(temporary);
chmodSync(scratch.folder, 0o755);
chmodSync(temporary, 0o1777);
const runId = randomUUID();
const environment = { ...process.env, NO_COLOR: "1", TMPDIR: temporary, P95_SQL_TEST: runId };

const schema = JSON.parse(readFileSync(join(__dirname, "../../../docs/sql.schema.json"), "utf8"));
const valid = new Ajv({ allErrors: true }).compile(schema);
const problems = (value: unknown) =>
  valid(value) ? [] : valid.errors!.map((each) => `${each.instancePath} ${each.message}`);

afterAll(() => scratch.remove());

describe("p95 sql with migrations", () => {
  let result: CommandResult;
  beforeAll(async () => {
    const flags = ["--migrations", migrations, "--rows", "5000000", "--rows", "video.genres=9"];
    result = await runCommand(["sql", good, bad, ...flags], environment);
  });

  it("prints each finding with its place, what to write instead and why", () => {
    expect(result.stderr).toBe("");
    expect(
      result.stdout
        .replace(/PostgreSQL 17\.\d+ with 1 migration of \S+/, "PostgreSQL")
        .replace(/from [\d,]+ to [\d,]+/, "from X to Y"),
    ).toBe(`judged by PostgreSQL
  tables that migrations leave empty are taken to hold 5,000,000 rows
  video.genres is taken to hold 9 rows

${bad}:2:8: medium queries-name-their-columns
  * asks for every column, also for those that are added later
  Mend: name the columns that the caller uses
  Why: A query reads the columns that it needs, at best from an index alone, and goes on when one is added.

${bad}:4:7: high filters-have-an-index
  all 5,000,000 rows of video.titles are read for a condition on kind
  Mend: an index on video.titles (kind): with it the planner's cost falls from X to Y
  Why: A query reads the rows that it returns: its time does not grow with the table.

${bad}:5:1: high statements-are-valid
  syntax error at or near "SELEC"
  Mend: correct the statement, or apply the migration that it needs
  Why: PostgreSQL refuses it as it stands.

2 files, 4 statements; 2 planned; 1 without a plan (CREATE); 3 findings: 2 high, 1 medium
`);
  });

  it("ends with code 4, and leaves no process and no file", () => {
    expect(result.code).toBe(4);
    expect(readdirSync(temporary)).toEqual([]);
    expect(processesWith("P95_SQL_TEST", runId)).toEqual([]);
  });
});

describe("p95 sql that is killed", () => {
  it.each([
    ["SIGINT", "before the server's files are there", "."],
    ["SIGKILL", "while they are made", "data/base"],
    ["SIGINT", "while the server runs", "data/postmaster.pid"],
  ] as const)(
    "by %s %s leaves no process and no file",
    async (signal, _when, sign) => {
      const { pid, result } = startCommand(["sql", good, "--migrations", migrations], environment);
      await until(() => readdirSync(temporary).some((folder) => existsSync(join(temporary, folder, sign))));
      process.kill(pid, signal);
      expect((await result).code).toBe(null);
      await until(() => readdirSync(temporary).length === 0 && processesWith("P95_SQL_TEST", runId).length === 0);
    },
    60_000,
  );
});

/** Waits for what comes for certain; the time limit of the test ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 5));
}

describe("p95 sql with a database", () => {
  let server: PostgresServer;
  const run = (...args: string[]) =>
    runCommand(
      ["sql", "--database", `postgres://postgres@/postgres?host=${server.socketFolder}`, ...args],
      environment,
    );
  beforeAll(async () => {
    server = await startPostgres();
    const owner = await server.connect();
    await owner.query(SCHEMA);
    await owner.query(
      "INSERT INTO video.plays SELECT '2026-03-03Z', n, n, 'tv', 1 FROM generate_series(1, 20000) n; ANALYZE",
    );
  });
  afterAll(() => server?.stop());

  it("prints JSON as docs/sql.schema.json has it", async () => {
    const { code, stdout } = await run("--json", bad, none, good);
    const report = JSON.parse(stdout);
    expect(problems(report)).toEqual([]);
    expect(report.files.map(({ file, problem }: { file: string; problem?: string }) => [file, problem])).toEqual([
      [bad, undefined],
      [none, "must exist"],
      [good, undefined],
    ]);
    const [{ statementCount, plannedCount, unplanned, findings }] = report.files;
    expect([statementCount, plannedCount, unplanned]).toEqual([3, 1, [{ command: "CREATE", line: 1, column: 1 }]]);
    expect(findings.map(({ line, column, rule }: Record<string, unknown>) => [line, column, rule])).toEqual([
      [2, 8, "queries-name-their-columns"],
      [5, 1, "statements-are-valid"],
    ]);
    expect(code).toBe(3); // one file is missing
  });

  it("ends with code 4 from the severity on that was asked for", async () => {
    const [usual, low] = [await run(good, open), await run(open, "--severity", "low")];
    expect(usual.stdout).toMatch(/\n2 files, 2 statements; 2 planned; 1 finding: 1 low\n$/);
    expect(low.stdout).toContain(`${open}:1:44: low filters-have-an-index`);
    expect([usual.code, low.code]).toEqual([0, 4]);
  });
});

describe("docs/sql.schema.json", () => {
  const finding = { rule: "r", file: "f", line: 1, column: 1, severity: "low", message: "m", mend: "n", why: "w" };
  const file = { file: "f", statementCount: 1, plannedCount: 0, unplanned: [], findings: [finding] };
  const report = (changes: object) => ({
    schemaVersion: 1,
    database: "d",
    notes: [],
    files: [{ ...file, ...changes }],
  });

  it("refuses what the command does not print", () => {
    expect(problems(report({}))).toEqual([]);
    expect(problems(report({ findings: [{ ...finding, severity: "fatal" }] }))).toEqual([
      "/files/0/findings/0/severity must be equal to one of the allowed values",
    ]);
    expect(problems(report({ findings: [{ ...finding, line: 0 }] }))).toEqual([
      "/files/0/findings/0/line must be >= 1",
    ]);
    expect(problems(report({ statements: 1 }))).toEqual(["/files/0 must NOT have additional properties"]);
  });
});

describe("p95 sql with a wrong command line", () => {
  it.each([
    [[], 'at least one file must be given. Run "p95 sql --help" for the flags.'],
    [["a.sql", "--row", "5"], "Unknown option '--row'. Run \"p95 sql --help\" for the flags."],
    [["a.sql", "--severity", "fatal"], '--severity: must be high, medium or low, got "fatal"'],
    [["a.sql", "--rows", "many"], '--rows many: must be 1 to 10000000000 rows, got "many"'],
    [["a.sql", "--rows", "video.titles="], '--rows video.titles=: must be 1 to 10000000000 rows, got ""'],
    [["a.sql", "--rows", "0"], '--rows 0: must be 1 to 10000000000 rows, got "0"'],
    [
      ["a.sql", "--database", "postgres://a/b", "--rows", "5"],
      "--database: must stand without --migrations and --rows, since the database has its own",
    ],
  ])("%j ends with code 2", async (args, message) => {
    await expect(sqlCommand.run(args)).rejects.toMatchObject({ message, exitCode: 2 });
  });

  it.each([
    [["--migrations", none], `Cannot prepare a database\n  --migrations ${none}: `],
    [["--migrations", temporary], `Cannot prepare a database\n  --migrations ${temporary}: must hold .sql files`],
  ])("%j cannot be used", async (args, message) => {
    await expect(sqlCommand.run([good, ...args])).rejects.toThrow(message);
  });
});
