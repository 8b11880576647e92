import { rmSync } from "node:fs";
import { EXIT } from "../../review/exit-codes";

const folders = new Set<string>();

/** A folder that must not outlive this process. Servers see to theirs themselves, whatever becomes of us. */
export function removeAtExit(folder: string): void {
  if (folders.size === 0) {
    process.on("exit", removeAll);
    process.once("SIGINT", () => process.exit(EXIT.interrupted)).once("SIGTERM", () => process.exit(EXIT.terminated));
  }
  folders.add(folder);
}

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); // DuckDB may still write
}
