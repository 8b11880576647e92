import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe } from "@jest/globals";

/** Real traces are not part of the project; they lie beside it, or where this variable says. */
const FOLDER = process.env.P95_TRACES ?? resolve(__dirname, "../../../../shared/facts/traces");

export const trace = (name: string): string => join(FOLDER, name);

/** Like `describe`; without the trace every test below is shown as skipped, and the name says why. */
export function describeWithTrace(name: string, file: string, body: () => void): void {
  if (existsSync(trace(file))) describe(name, body);
  else describe.skip(`${name} (skipped: no ${file}; P95_TRACES names its folder)`, body);
}
