import type * as pulumi from "@pulumi/pulumi";
import type { CacheNetwork } from "../../../components/cache/network";
import type {
  CachesSettings,
  ClusterCachesSettings,
  ServerlessCachesSettings,
} from "../../../components/cache/settings";
import type { RegionClock } from "../../../components/clock";
import { type Registered, recordResources, settled } from "../../support/mocks";

export interface Declared {
  readonly resources: Registered[];
  /** The one resource of that name. */
  readonly one: (name: string) => Record<string, any>;
  readonly names: (type: string) => string[];
  /** Options of the resource of that name, as its constructor passed them; mocks drop them. */
  readonly options: (name: string) => pulumi.CustomResourceOptions;
}

/** Runs `build` and waits until every resource that it declares is registered. */
export async function declared(build: (opts: pulumi.ComponentResourceOptions) => unknown): Promise<Declared> {
  const resources = await recordResources();
  const options = new Map<string, pulumi.CustomResourceOptions>();
  const record: pulumi.ResourceTransformation = ({ name, opts }) => {
    options.set(name, opts);
    return undefined;
  };
  build({ transformations: [record] });
  await settled();
  return {
    resources,
    one: (name) => {
      const found = resources.filter((resource) => resource.name === name);
      if (found.length !== 1)
        throw new Error(`Cannot find one "${name}" among ${resources.map((r) => r.name).join(", ")}`);
      return found[0]!.inputs;
    },
    names: (type) =>
      resources
        .filter((resource) => resource.type === type)
        .map(({ name }) => name)
        .sort(),
    options: (name) => options.get(name)!,
  };
}

export function network(region: string, clientCidrBlocks: string[]): CacheNetwork {
  return { vpcId: `vpc-${region}`, subnetIds: [`subnet-${region}-a`, `subnet-${region}-b`], clientCidrBlocks };
}

export const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-1"];

export const CLOCKS: Readonly<Record<string, RegionClock>> = {
  "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
  "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
  "ap-southeast-1": { timezone: "Asia/Singapore", quietHourUtc: 20 },
};

/** The sizes of production. */
export const clusters: ClusterCachesSettings = {
  mode: "clusters",
  engineVersion: "8.2",
  nodesPerClusterQuota: 120,
  primeTime: { fromHour: 17, toHour: 1 },
  sessions: {
    nodeType: "cache.r7g.xlarge",
    shards: 3,
    replicasPerShard: 2,
    secondaryReplicasPerShard: 1,
    snapshotRetentionDays: 7,
  },
  recommendations: {
    nodeType: "cache.r7g.xlarge",
    shards: { minCount: 3, maxCount: 20, targetMemoryPercent: 60 },
    replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60, primeTimeMinCount: 3 },
    snapshotRetentionDays: 0,
  },
  metadata: {
    nodeType: "cache.r7g.large",
    shards: 2,
    replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60 },
    snapshotRetentionDays: 1,
  },
};

export const serverless: ServerlessCachesSettings = {
  mode: "serverless",
  engineVersion: "8.2",
  maxDataGB: 1,
  maxEcpuPerSecond: 5_000,
  snapshotRetentionDays: 0,
};

/** `settings` with the value at `path` replaced; undefined takes the field out. */
export function changed(settings: CachesSettings, path: string, value: unknown): CachesSettings {
  const copy = structuredClone(settings) as any;
  const fields = path.split(".");
  const last = fields.pop()!;
  const holder = fields.reduce((at, field) => at[field], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
