import { readFileSync } from "node:fs";
import { SettingsError } from "./settings-error";

/** What a file of a person's holds. @throws {SettingsError} if it cannot be read, or is no JSON. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError(`Cannot read ${file}`, [(error as Error).message]);
  }
}
