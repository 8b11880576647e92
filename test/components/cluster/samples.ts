import type { ClusterSettings } from "../../../components/cluster/settings";

/** The sizes of production. */
export const prod: ClusterSettings = {
  kubernetesVersion: "1.35",
  controlPlaneTier: "tier-xl",
  hpaSyncPeriodSeconds: 10,
  nodePools: ["general-purpose", "system"],
  publicAccessCidrBlocks: [],
  adminRoles: ["platform-admin"],
  viewerRoles: ["team/platform-viewer"],
  baselineNodes: {
    instanceTypes: ["m7g.2xlarge"],
    minCount: 3,
    maxCount: 30,
    warmCount: 2,
    targetCpuPercent: 60,
    predictive: "forecast-and-scale",
    primeTime: { fromHour: 17, toHour: 1, minCount: 6 },
  },
};

/** `settings` with the value at `path` replaced, e.g. `a.b[0]`; undefined takes the field out. */
export function changed<T>(settings: T, path: string, value: unknown): T {
  const copy = structuredClone(settings) as any;
  const fields = path.replaceAll("[", ".").replaceAll("]", "").split(".");
  const last = fields.pop()!;
  const holder = fields.reduce((at, field) => at[field], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
