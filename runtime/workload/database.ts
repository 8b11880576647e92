import { Pool, type PoolConfig } from "pg";
import { Counter, type Registry } from "prom-client";

/** Runs one statement at a time, in whatever connection is free. */
export interface Database {
  /** @param name Of the prepared statement: the same text under the same name, always. */
  run<Row>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]>;
}

/** Longest wait for a connection, and for a statement. Unit: milliseconds. */
const CONNECT_MILLIS = 1_000;
const STATEMENT_MILLIS = 1_500;

/** The connection pools' client: statements are prepared once per server connection, which PgBouncer 1.21 and newer carries over. */
export class PostgresDatabase implements Database {
  private readonly pool: Pool;
  private readonly errors: Counter<"statement">;

  constructor(config: PoolConfig, registry: Registry) {
    this.pool = new Pool({
      max: 10,
      connectionTimeoutMillis: CONNECT_MILLIS,
      query_timeout: STATEMENT_MILLIS,
      ...config,
    });
    this.pool.on("error", () => undefined); // of an idle connection: the next query opens another
    this.errors = new Counter({
      name: "database_errors_total",
      help: "Statements that failed or took too long.",
      labelNames: ["statement"],
      registers: [registry],
    });
  }

  async run<Row>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      return (await this.pool.query({ name, text: sql, values: [...values] })).rows;
    } catch (error) {
      this.errors.inc({ statement: name });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** Where `DATABASE_*` say, as PGUSER; anything else as the driver reads it. @throws naming a variable that is missing. */
export function databaseConfig(env: Readonly<Record<string, string | undefined>>): PoolConfig {
  const missing = ["DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME"].filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`Cannot connect to the database: ${missing.join(", ")} must be set`);
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database, PGUSER: user } = env;
  return { host: host!, port: Number(port), database: database!, ...(user ? { user } : {}) };
}
