import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { main } from "../../../runtime/migrate/cli";
import { MIGRATIONS_FOLDER, type PostgresServer, startPostgres } from "../../support/postgres";

const ROOT = join(__dirname, "../../..");
let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), "p95-migrations-"));
  writeFileSync(join(folder, "0001_one.sql"), "-- One.\nCREATE TABLE public.one (\n  n int);\nSELECT 1;");
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command as the Job does: a process of its own that knows the database from its environment. */
function command(
  args: readonly string[],
  changes: Record<string, string> = {},
): Promise<{ code: number; lines: string[] }> {
  const node = ["--require", "sucrase/register/ts", "runtime/migrate/cli.ts", ...args];
  const database = { PGHOST: server.socketFolder, PGPORT: "5432", PGUSER: "postgres", PGDATABASE: "postgres" };
  return new Promise((resolve) => {
    execFile(process.execPath, node, { cwd: ROOT, env: { ...process.env, ...database, ...changes } }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, lines: stdout.trimEnd().split("\n") }),
    );
  });
}

describe("the migrate command", () => {
  it("shows what it would do, does it once, and refuses an edited file", async () => {
    expect(await command(["--status", folder])).toEqual({ code: 0, lines: ["pending     0001_one.sql"] });
    expect(await command(["--dry-run", folder])).toEqual({
      code: 0,
      lines: ["0001_one.sql:2: CREATE TABLE public.one (", "0001_one.sql:4: SELECT 1;"],
    });
    const done = await command([folder]);
    expect({ ...done, lines: done.lines.map((line) => line.replace(/\d+ ms/, "N ms")) }).toEqual({
      code: 0,
      lines: ["applying 0001_one.sql", "applied 0001_one.sql in N ms", "1 applied"],
    });
    writeFileSync(join(folder, "0001_one.sql"), "-- Edited.");
    expect(await command([folder])).toEqual({
      code: 3,
      lines: ["Refused to migrate", "  0001_one.sql: was edited after it was applied; write a new migration instead"],
    });
  });

  it("fails where an extension is required and not offered", async () => {
    const other = { PGDATABASE: "template1" };
    expect(await command(["--require-extensions", MIGRATIONS_FOLDER], other)).toEqual({
      code: 1,
      lines: [
        "Refused to migrate",
        "  0007_pg_partman.sql: needs the extension pg_partman, which this server does not offer",
      ],
    });
  });

  it("fails when it cannot connect", async () => {
    expect(await command([MIGRATIONS_FOLDER], { PGHOST: "/nowhere" })).toEqual({
      code: 1,
      lines: ["connect ENOENT /nowhere/.s.PGSQL.5432"],
    });
  });

  it.each([[[]], [["--force", "folder"]], [["one", "two"]]])("explains itself when called with %j", async (args) => {
    const lines: string[] = [];
    const code = await main(args, (line) => lines.push(...line.split("\n")));
    expect({ code, usage: lines[0] }).toEqual({
      code: 2,
      usage: "usage: migrate [--status | --dry-run] [--require-extensions] FOLDER",
    });
  });
});
