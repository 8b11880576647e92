import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Deployment } from "../../../review/recovery/adopt-pending";

/** States that a release left behind, one folder for each release. */
export const BASELINES = __dirname;
/** The cheapest and the whole platform. */
export const BASELINE_STACKS = ["dev", "prod"] as const;

export interface Baseline {
  /** Date of the release. */
  readonly release: string;
  readonly stack: string;
}

/** Every baseline that is kept, the oldest first. */
export function baselines(): Baseline[] {
  const releases = readdirSync(BASELINES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = releases.map(({ name }) => name).sort();
  return names.flatMap((release) => BASELINE_STACKS.map((stack) => ({ release, stack })));
}

export function readBaseline({ release, stack }: Baseline): Deployment {
  return JSON.parse(gunzipSync(readFileSync(join(BASELINES, release, `${stack}.json.gz`))).toString());
}

/** Where and when a resource was declared says nothing about it. */
const NOISE = new Set(["created", "modified", "sourcePosition", "stackTrace"]);

export function withoutNoise(deployment: Deployment): Deployment {
  const resources = (deployment.resources ?? []).map((resource) => {
    const kept = Object.entries(resource).filter(([key]) => !NOISE.has(key));
    return Object.fromEntries(kept) as typeof resource;
  });
  return { ...deployment, resources };
}
