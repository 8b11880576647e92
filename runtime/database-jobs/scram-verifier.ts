import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * What PostgreSQL itself takes. Source:
 * https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SCRAM-ITERATIONS
 */
const ITERATIONS = 4_096;

/**
 * What PostgreSQL keeps of a password, made here so that the password itself is in no statement and in no log of
 * statements. The password must be of ASCII letters and digits: others would have to be normalised first.
 * Source: https://www.postgresql.org/docs/17/catalog-pg-authid.html
 *
 * @throws when it is not.
 */
export function scramVerifier(password: string, salt: Buffer): string {
  if (!/^[A-Za-z0-9]+$/.test(password)) throw new Error("A password must be of letters and digits");
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const keyed = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const serverKey = keyed("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
