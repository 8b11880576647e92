import { Pool, type PoolConfig } from "pg";
import { Counter, type Registry } from "prom-client";
import type { DatabaseAddress, DatabaseContract } from "./database-contract";
import type { LoginPassword } from "./login-password";

/** Runs one statement at a time, in whatever connection is free. */
export interface Database {
  /** @param name Of the prepared statement: the same text under the same name, always. */
  run<Row>(name: string, sql: string, values: readonly unknown[]): Promise<Row[]>;
}

/** Longest wait for a connection, and for a statement. Unit: milliseconds. */
const CONNECT_MILLIS = 1_000;
const STATEMENT_MILLIS = 1_500;

/** How PostgreSQL refuses a password, and PgBouncer. Source: https://www.postgresql.org/docs/17/errcodes-appendix.html */
const isRefusedPassword = (error: unknown): boolean => {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return code === "28P01" || /^(SASL|password) authentication failed/.test(String(message));
};

/** The connection pools' client: statements are prepared once per server connection, which PgBouncer 1.21 and newer carries over. */
export class PostgresDatabase implements Database {
  private readonly pool: Pool;
  private readonly errors: Counter<"statement">;

  /** @param password Asked for at each new connection. Without: what the driver finds. */
  constructor(
    config: PoolConfig,
    registry: Registry,
    private readonly password?: LoginPassword,
  ) {
    this.pool = new Pool({
      max: 10,
      connectionTimeoutMillis: CONNECT_MILLIS,
      query_timeout: STATEMENT_MILLIS,
      ...(password && { password: () => password.current() }),
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
    const query = () => this.pool.query({ name, text: sql, values: [...values] });
    const sinceMillis = performance.now();
    try {
      return (await query().catch((error) => this.orWithNewPassword(error, sinceMillis, query))).rows;
    } catch (error) {
      this.errors.inc({ statement: name });
      throw error;
    }
  }

  /** A refused password was refused before the statement was sent, so it may be sent again. */
  private orWithNewPassword<T>(error: unknown, sinceMillis: number, again: () => Promise<T>): Promise<T> {
    if (!isRefusedPassword(error) || !this.password?.isNewSince(sinceMillis)) throw error;
    return again();
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** As the driver takes it. */
export function connectionOf(
  { host, port, databaseName }: DatabaseAddress,
  { login }: Pick<DatabaseContract, "login">,
): PoolConfig {
  return { host, port, database: databaseName, ...(login && { user: login.userName }) };
}
