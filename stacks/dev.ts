import type { PlatformSettings } from "../components/settings";
import { versions } from "./versions";

/** Cheap: one region, and nothing paid by the hour that can be had without. Review stacks are made like this too. */
export const dev: PlatformSettings = {
  regions: [{ name: "us-east-1", network: { cidrBlock: "10.0.0.0/16", zoneIds: ["use1-az1", "use1-az2"] } }],
  primaryRegion: "us-east-1",
  network: { nat: { mode: "single" }, interfaceEndpoints: [], flowLogTraffic: "REJECT" },
  caches: {
    mode: "serverless",
    engineVersion: versions.valkey,
    maxDataGB: 1,
    maxEcpuPerSecond: 5_000,
    snapshotRetentionDays: 0,
    clocks: { "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 } },
  },
  protectStateful: false,
  logRetentionDays: 3,
  tags: { environment: "dev", "cost-center": "platform-dev" },
};
