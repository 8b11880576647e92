import { spawnSync } from "node:child_process";

/** `<program> not found`, unless it can be started. */
export function programMissing(program: string): string | undefined {
  const { error } = spawnSync(program, ["--version"], { stdio: "ignore" });
  return error === undefined ? undefined : `${program} not found`;
}
