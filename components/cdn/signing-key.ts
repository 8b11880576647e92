import { createPublicKey, type KeyObject } from "node:crypto";
import { must, type Problem, record, text } from "../checks";

/** Public keys by the name they are rotated by, e.g. `{ "2026-11": "-----BEGIN PUBLIC KEY-----..." }`. */
export type SigningKeys = Readonly<Record<string, string>>;

/**
 * Keys of a key group.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 */
const MAX_KEYS = 5;

/** Everything wrong with `keys`; none at all is fine, and then no video is served. Pure, and total. */
export function signingKeysProblems(path: string, keys: unknown): Problem[] {
  const problems = record(path, keys, (at, key, pem) => [
    ...text(at, key, /^[a-z0-9-]{1,24}$/, "be named in 1 to 24 of a-z, 0-9 and -"),
    ...must(isSigningKey(pem), at, "be the PEM of a public key, RSA with 2048 bits or ECDSA on P-256", typeof pem),
  ]);
  if (problems.length > 0) return problems;
  const count = Object.keys(keys as object).length;
  return must(count <= MAX_KEYS, path, `hold up to ${MAX_KEYS} keys`, count);
}

/** As CloudFront keeps it: one line break at the end. Without it every `up` would make the key anew. */
export function encodedKey(pem: string): string {
  return `${pem.trim()}\n`;
}

/** Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html */
function isSigningKey(pem: unknown): boolean {
  if (typeof pem !== "string" || !pem.trim().startsWith("-----BEGIN PUBLIC KEY-----")) return false; // never a private one
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return false; // how node says that it cannot be read
  }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return (
    (key.asymmetricKeyType === "rsa" && modulusLength === 2048) ||
    (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1")
  );
}
