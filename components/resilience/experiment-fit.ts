import type { Problem } from "../checks";
import type { PlatformSettings } from "../settings";
import type { ExperimentKind } from "./settings";

/** What each experiment needs there to be. One without it fails when it is started, which is months after it was declared. */
export function experimentFitProblems(
  path: string,
  kinds: readonly ExperimentKind[],
  { caches, database }: Pick<PlatformSettings, "caches" | "database">,
): Problem[] {
  return kinds.flatMap((kind, i) => {
    const lacks = lack(kind, caches, database);
    return lacks === undefined ? [] : [{ path: `${path}[${i}]`, reason: `must not be "${kind}" ${lacks}` }];
  });
}

function lack(
  kind: ExperimentKind,
  caches: PlatformSettings["caches"],
  database: PlatformSettings["database"],
): string | undefined {
  if (kind === "cache-failover") {
    if (caches.mode === "serverless") return "with serverless caches, whose zones cannot be lost one by one";
    const groups = [caches.sessions, caches.recommendations, caches.metadata];
    if (!groups.some(({ replicasPerShard }) => least(replicasPerShard) > 0)) return "with caches without replicas";
  }
  if (kind === "database-failover") {
    const { instances } = database;
    if (instances.kind === "serverless" || least(instances.readers) === 0) return "with a database without readers";
  }
  return undefined;
}

const least = (count: number | { readonly minCount: number }): number =>
  typeof count === "number" ? count : count.minCount;
