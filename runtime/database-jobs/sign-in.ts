import { randomBytes } from "node:crypto";
import { type ClientBase, escapeIdentifier, escapeLiteral } from "pg";
import { scramVerifier } from "./scram-verifier";

/** A user of PostgreSQL that can log in. */
export interface Login {
  readonly userName: string;
  readonly memberOf: string;
  /** Settings of its sessions, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly password: string;
}

/**
 * Makes each login what it is said to be, all or none. Run again, it gives them the passwords anew and changes nothing
 * else; sessions that are open stay.
 */
export async function applyLogins(db: ClientBase, logins: readonly Login[]): Promise<void> {
  await db.query("BEGIN");
  try {
    for (const login of logins) {
      for (const statement of await statements(db, login)) await db.query(statement);
    }
    await db.query("COMMIT");
  } catch (error) {
    await db.query("ROLLBACK");
    throw error;
  }
}

async function statements(db: ClientBase, { userName, memberOf, settings, password }: Login): Promise<string[]> {
  const user = escapeIdentifier(userName);
  const { rowCount } = await db.query("SELECT FROM pg_roles WHERE rolname = $1", [userName]);
  return [
    ...(rowCount === 0 ? [`CREATE ROLE ${user} LOGIN`] : []),
    `ALTER ROLE ${user} WITH LOGIN PASSWORD ${escapeLiteral(scramVerifier(password, randomBytes(16)))}`,
    `GRANT ${escapeIdentifier(memberOf)} TO ${user}`,
    `ALTER ROLE ${user} RESET ALL`,
    ...Object.entries(settings).map(
      ([setting, value]) => `ALTER ROLE ${user} SET ${escapeIdentifier(setting)} TO ${escapeLiteral(value)}`,
    ),
  ];
}
