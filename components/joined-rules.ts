import type { Problem } from "./checks";
import { experimentFitProblems } from "./resilience/experiment-fit";
import { quotaDemand, quotaProblems } from "./resilience/quota-demand";
import type { PlatformSettings } from "./settings";

/** A rule about several parts of the settings at once. */
interface JoinedRule {
  /** What it reads. It is asked only while nothing is wrong with these: it would add up, or throw on, bad data. */
  readonly parts: readonly (keyof PlatformSettings)[];
  readonly problems: (settings: PlatformSettings) => Problem[];
}

const JOINED_RULES: readonly JoinedRule[] = [
  {
    parts: ["resilience", "caches", "database"],
    problems: (settings) => experimentFitProblems("resilience.experiments", settings.resilience.experiments, settings),
  },
  {
    parts: [
      "resilience",
      "regions",
      "primaryRegion",
      "network",
      "cluster",
      "caches",
      "database",
      "services",
      "ingress",
      "pooling",
      "monitoring",
      "load",
    ],
    problems: (settings) =>
      settings.regions.flatMap((region) =>
        quotaProblems("resilience.quotas", region.name, quotaDemand(settings, region), settings.resilience.quotas),
      ),
  },
];

/** Problems between parts of `settings`; `known` are those that each part has by itself. Pure. */
export function joinedProblems(settings: PlatformSettings, known: readonly Problem[]): Problem[] {
  const unsound = new Set(known.map(({ path }) => path.split(/[.[]/, 1)[0]));
  if (unsound.has("settings")) return [];
  return JOINED_RULES.filter(({ parts }) => !parts.some((part) => unsound.has(part))).flatMap(({ problems }) =>
    problems(settings),
  );
}
