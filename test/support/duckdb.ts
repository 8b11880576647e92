import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** DuckDB in this process, with a folder of its own. */
export interface Duck {
  readonly folder: string;
  run(sql: string): Promise<void>;
  /** Rows as plain values; 64-bit numbers as text. */
  rows(sql: string): Promise<any[]>;
  close(): void;
}

/** On one thread and in UTC, so that files come out the same every time and everywhere. */
export async function startDuck(): Promise<Duck> {
  const folder = mkdtempSync(join(tmpdir(), "p95-duckdb-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  return {
    folder,
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
