import { describe, expect, it } from "@jest/globals";
import type { PlatformSettings } from "../../components/settings";
import { platformSettingsProblems } from "../../components/settings-problems";
import { settingsFor } from "../../stacks";

const settings: PlatformSettings = {
  ...settingsFor("dev"), // of parts that nothing here looks into
  regions: [
    { name: "eu-west-1", network: { cidrBlock: "10.33.0.0/16", zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"] } },
    { name: "us-east-1", network: { cidrBlock: "10.32.0.0/16", zoneIds: ["use1-az1", "use1-az2"] } },
  ],
  primaryRegion: "us-east-1",
  clocks: {
    "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
    "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
  },
  network: { nat: { mode: "zonal", gatewayCount: 2 }, interfaceEndpoints: ["sts"], flowLogTraffic: "REJECT" },
  cluster: {
    kubernetesVersion: "1.35",
    controlPlaneTier: "standard",
    nodePools: ["general-purpose"],
    publicAccessCidrBlocks: ["203.0.113.0/24"],
    adminRoles: ["admin"],
    viewerRoles: ["viewer"],
  },
  caches: {
    mode: "clusters",
    engineVersion: "8.2",
    sessions: {
      nodeType: "cache.r7g.large",
      shards: 1,
      replicasPerShard: 1,
      secondaryReplicasPerShard: 1,
      snapshotRetentionDays: 1,
    },
    recommendations: { nodeType: "cache.r7g.large", shards: 1, replicasPerShard: 1, snapshotRetentionDays: 0 },
    metadata: { nodeType: "cache.r7g.large", shards: 1, replicasPerShard: 1, snapshotRetentionDays: 0 },
  },
  database: {
    engineVersion: "17.7",
    storage: "standard",
    instances: { kind: "provisioned", instanceClass: "db.r7g.large", readers: 1, secondaryCount: 1 },
    backupRetentionDays: 7,
    insights: "standard",
    monitoringIntervalSeconds: 60,
    passwordVersion: 1,
  },
  traffic: {
    routing: "latency",
    zone: "declared",
    entrance: { drainSeconds: 30, minHealthyTargets: 2, zonalAutoshift: true },
    healthChecks: {
      intervalSeconds: 10,
      failureThreshold: 3,
      checkerRegions: ["ap-southeast-1", "eu-west-1", "us-east-1"],
    },
  },
  messaging: {
    archiveDays: 14,
    calendarRefreshMinutes: 60,
    releaseQueue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 900 },
  },
  protectStateful: true,
  logRetentionDays: 14,
  tags: { environment: "test" },
};

/** The settings above with `value` at `path`. */
function settingsWith(path: string, value: unknown): PlatformSettings {
  const changed = structuredClone(settings) as any;
  const keys = path.split(".");
  const last = keys.pop()!;
  keys.reduce((found, key) => found[key], changed)[last] = value;
  return changed;
}

/** What is wrong with them, as a person would read it; what is wrong with caches is told and tested elsewhere. */
function linesOf(wrong: unknown): string[] {
  return platformSettingsProblems(wrong as PlatformSettings)
    .map((p) => `${p.path}: ${p.reason}`)
    .filter((line) => !line.startsWith("caches"));
}

describe("platformSettingsProblems()", () => {
  it("accepts settings without a mistake", () => {
    expect(platformSettingsProblems(settings)).toEqual([]);
  });

  it.each([
    [
      "a primary region that is not listed",
      "primaryRegion",
      "us-west-2",
      ['primaryRegion: must be the name of one of regions, got "us-west-2"'],
    ],
    [
      "a region twice",
      "regions.0",
      { name: "us-east-1", network: { cidrBlock: "10.40.0.0/16", zoneIds: ["use1-az1", "use1-az2"] } },
      ['regions[1].name: must appear once, got "us-east-1"'],
    ],
    [
      "addresses twice",
      "regions.1.network.cidrBlock",
      "10.33.0.0/16",
      ['regions[1].network.cidrBlock: must not overlap regions[0].network.cidrBlock, got "10.33.0.0/16"'],
    ],
    [
      "a block that is none",
      "regions.1.network.cidrBlock",
      "10.32.0.0/20",
      ['regions[1].network.cidrBlock: must be a /16 on its own boundary such as "10.32.0.0/16", got "10.32.0.0/20"'],
    ],
    [
      "more gateways than the smallest region has zones",
      "network.nat",
      { mode: "zonal", gatewayCount: 3 },
      ["network.nat.gatewayCount: must be 1 to 2 gateways, one a zone at most, got 3"],
    ],
    [
      "no region",
      "regions",
      [],
      [
        "regions: must be a list of 1 to 4, got a list of 0",
        'primaryRegion: must be the name of one of regions, got "us-east-1"',
      ],
    ],
    [
      "regions by name",
      "regions",
      { "us-east-1": {} },
      [
        "regions: must be a list of 1 to 4, got an object",
        'primaryRegion: must be the name of one of regions, got "us-east-1"',
      ],
    ],
    ["a region by its name alone", "regions.0", "eu-west-1", ['regions[0]: must be an object, got "eu-west-1"']],
    ["no region at all in its place", "regions.0", null, ["regions[0]: must be an object, got null"]],
    ["a flag as text", "protectStateful", "yes", ['protectStateful: must be true or false, got "yes"']],
    [
      "a typo in a field",
      "network.flowLogTrafic",
      "ALL",
      ["network.flowLogTrafic: must be one of the fields nat, interfaceEndpoints, flowLogTraffic"],
    ],
    ["a tag of the platform's own", "tags.stack", "mine", ['tags.stack: must be left to the platform, got "mine"']],
    ["a tag of AWS", "tags.aws:x", "1", ['tags.aws:x: must have a key of up to 128 characters, not aws:, got "1"']],
    ["a tag that is a number", "tags.build", 7, ["tags.build: must be text of up to 256 characters, got 7"]],
  ])("names the place and the value of %s", (_, path, value, expected) => {
    expect(expected).not.toEqual([]);
    expect(linesOf(settingsWith(path, value)).sort()).toEqual(expected.sort());
  });

  it("takes a tag of 256 characters and not of 257", () => {
    expect(linesOf(settingsWith("tags.note", "x".repeat(256)))).toEqual([]);
    expect(linesOf(settingsWith("tags.note", "x".repeat(257)))).toHaveLength(1);
  });

  it("reports mistakes in different places together", () => {
    const wrong = { ...settings, primaryRegion: 1, logRetentionDays: "14", protectStateful: undefined };
    expect(linesOf(wrong)).toEqual([
      "primaryRegion: must be the name of one of regions, got 1",
      "protectStateful: must be true or false, got undefined",
      expect.stringMatching(/^logRetentionDays: must be one of 1, .*, got "14"$/),
    ]);
  });

  const pathsIn = (value: unknown, at: string[] = []): string[] =>
    Object.entries(typeof value === "object" ? (value ?? {}) : {}).flatMap(([key, inner]) => [
      [...at, key].join("."),
      ...pathsIn(inner, [...at, key]),
    ]);
  const alike = /^services\.services\.(recommendation|catalog|session)-service\./; // one service stands for all four
  const paths = pathsIn(settings).filter((path) => !alike.test(path));
  const optional = /^(caches|tags)\.|^observability\.canary$|^services\.(sampleImage|services\..*\.env)$/;

  it.each(paths)("answers for anything in place of %s", (path) => {
    const anything = [null, Number.NaN, -1, "", "(((", {}, { length: "x" }, [], [[]], () => 1, Object.create(null)];
    for (const value of anything) expect(() => platformSettingsProblems(settingsWith(path, value))).not.toThrow();
  });

  it.each(paths.filter((path) => !optional.test(path)))("reports it when %s is missing", (path) => {
    const problems = platformSettingsProblems(settingsWith(path, undefined));
    expect(problems.map((problem) => problem.path)).toContain(path.replace(/\.(\d)/g, "[$1]"));
  });

  it("reports what can be neither compared nor printed, wherever it is", () => {
    const nothing = Object.create(null);
    const wrong = settingsWith("ingress.minReplicas", nothing);
    expect(linesOf({ ...wrong, regions: [settings.regions[0], nothing] })).toEqual([
      "regions[1]: must be plain data, got an object",
      "ingress.minReplicas: must be plain data, got an object",
    ]);
  });

  it.each([undefined, null, 5, "prod", []])("reports %p in place of settings", (wrong) => {
    expect(linesOf(wrong)).toEqual([expect.stringMatching(/^settings: must be an object, got /)]);
  });
});
