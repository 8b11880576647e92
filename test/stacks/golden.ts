import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { ExportedResource, ExportedStack } from "./exported";

const ROOT = resolve(__dirname, "../..");

/** Writes the golden files anew. Read what changed before you commit it. */
export const REFRESH = "UPDATE_GOLDEN=1 npx jest test/stacks/preview.test.ts -t golden";

/**
 * What carries a value that the platform was built for: written out, so that a reviewer reads the change itself. One region
 * stands for all, as the others are held by their fingerprints.
 */
const IN_FULL: readonly RegExp[] = [
  /^us-east-1-services-.*-(hpa|scaling|signal)$/,
  /^us-east-1-services-(playback-service-deployment|watch-events-queue)$/,
  /^us-east-1-ingress-(streaming|hpa|.*-service|.*-service-(rate-limit|cache))$/,
  /^us-east-1-lake-(catalog-playback-events|warehouse-playback-events|events-firehose)$/,
  /^us-east-1-lake-nightly-(job|schedule-start)$/,
  /^us-east-1-observability-(metrics-workspace|metrics-retention|canary-canary|history-stream)$/,
  /^us-east-1-experiments-(pod-delete|zone-loss|database-failover|cache-failover|network-latency)$/,
  /^us-east-1-(eks-cluster|messaging-releases-work-queue|load-regression)$/,
  /^(sessions-us-east-1|us-east-1-caches-.*)-(cluster|cache)$/,
  /^database-(global|us-east-1-(cluster|instance-1|cluster-parameters|readers-.*))$/,
  /^origin-(health-us-east-1-.*|home-us-east-1-.*|latency-us-east-1|leaf-us-east-1|geo-default|geo-country-TR)$/,
  /^cdn-(cache-.*-policy|firewall-acl|functions-keys)$/,
];

/** What one resource may not change without somebody seeing it: its inputs and whether it is protected. */
function fingerprint({ inputs, protect }: ExportedResource): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(sorted(inputs)))
    .digest("hex")
    .slice(0, 8);
  return protect ? `${digest} protected` : digest;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

/** A line for each resource, below its type; then the inputs of those in full. Equal stacks give equal bytes. */
export function goldenText({ resources }: ExportedStack): string {
  const byType: Record<string, Record<string, string>> = {};
  const inputs: Record<string, unknown> = {};
  for (const resource of resources.filter(({ custom }) => custom)) {
    const { type, name } = resource;
    byType[type] ??= {};
    if (byType[type][name] !== undefined) throw new Error(`There are two ${type} named ${name}`);
    byType[type][name] = fingerprint(resource);
    if (IN_FULL.some((pattern) => pattern.test(name))) inputs[`${type} ${name}`] = resource.inputs;
  }
  return `${JSON.stringify(sorted({ resources: byType, inputs }), null, 1)}\n`;
}

/** Lines that a failing test names; more than these is a change that one reads in the file. */
const MAX_LINES = 40;

/** @throws when the stack is not what its golden file says. */
export function assertGolden(exported: ExportedStack): void {
  const file = join(ROOT, "test/golden", `${exported.stack}.json`);
  const found = goldenText(exported);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, found);
  const expected = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (found === expected) return;
  const gone = linesWithout(expected, found).map((line) => `- ${line}`);
  const added = linesWithout(found, expected).map((line) => `+ ${line}`);
  const named = [...gone.slice(0, MAX_LINES), ...added.slice(0, MAX_LINES)];
  const counts = `${gone.length} lines gone and ${added.length} new`;
  throw new Error([`${relative(ROOT, file)}: ${counts}. If they are meant: ${REFRESH}`, ...named].join("\n"));
}

function linesWithout(text: string, other: string): string[] {
  const known = new Set(other.split("\n"));
  return text.split("\n").filter((line) => !known.has(line));
}
