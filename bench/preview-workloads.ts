import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./measured-run";

/** A program and its configuration, and the arguments for node with which each side runs it. */
export interface Workload {
  readonly name: string;
  /** Resources, when the program declares as many as it is told. */
  readonly size: number | undefined;
  readonly p95: readonly string[];
  readonly bare: readonly string[];
}

const P95 = [join(ROOT, "review/bin.js"), "preview"];
const BARE = ["--require", "sucrase/register/ts", join(ROOT, "bench/bare-sdk.ts")];

/** Folder of the program that declares as many resources as it is told. */
export const GENERATED = join(ROOT, "bench/programs/generated");

/** Stack prod of this project. */
export const PROD: Workload = {
  name: "prod",
  size: undefined,
  p95: [...P95, "--stack", "prod"],
  bare: [...BARE, ROOT, "prod"],
};

/** @param size resources, a multiple of 10 */
export function generated(size: number): Workload {
  return {
    name: `generated ${size}`,
    size,
    p95: [...P95, "--program", GENERATED, "--stack", "bench", "--config", `size=${size}`],
    bare: [...BARE, GENERATED, "bench", `size=${size}`],
  };
}

/** How many resources a workload declares; the stack and providers are not counted. A preview tells, where the size does not. */
export async function countResources({ size, p95 }: Workload): Promise<number> {
  if (size !== undefined) return size;
  const json = execFileSync(process.execPath, [...p95, "--json"], { cwd: ROOT, maxBuffer: 2 ** 30 }).toString();
  const { summary } = JSON.parse(json) as { summary: { total: number; components: number } };
  return summary.total + summary.components;
}
