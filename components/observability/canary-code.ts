import { createHash } from "node:crypto";
import { lambdaSource } from "../runtime-code";

/** What a canary runs: one file, and a digest that names it. */
export interface CanaryCode {
  readonly text: string;
  /** Hexadecimal; another text has another. */
  readonly digest: string;
}

/** `runtime/canary` as one file of plain JavaScript, for the Lambda function that Synthetics makes of it. */
export function canaryCode(): CanaryCode {
  const text = lambdaSource("runtime/canary/index.ts");
  return { text, digest: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}
