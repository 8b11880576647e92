import { type Problem, text } from "../checks";

/**
 * Unit: characters. The first name of a certificate has up to 64, and ours begins with `origin.`.
 * Source: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
 */
const MAX_LENGTH = 64 - "origin.".length;

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const DOMAIN = new RegExp(`^(?=.{1,${MAX_LENGTH}}$)(${LABEL}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`);

/** Problems of a domain: lower case, two labels or more, no dot at the end. */
export function domainProblems(path: string, domain: unknown): Problem[] {
  return text(path, domain, DOMAIN, `be a domain of up to ${MAX_LENGTH} characters such as "stream.example.com"`);
}
