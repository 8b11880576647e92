import { renameSync, rmSync, writeFileSync } from "node:fs";
import { EXIT, Failed } from "./exit-codes";

/** Writes a file as a whole or not at all, so that an interrupt leaves no half of it. @throws {Failed} */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failed(`Cannot write ${path}: ${(error as Error).message}`, EXIT.usage);
  }
}
