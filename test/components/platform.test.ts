import { describe, expect, it } from "@jest/globals";
import { maxLength } from "../../components/physical-name";
import { Platform } from "../../components/platform";
import type { PlatformSettings, RegionSettings } from "../../components/settings";
import { settingsFor } from "../../stacks";
import { declare, type Registered, recordResources } from "../support/mocks";
import { ACCOUNT, ANSWERS, IMAGES } from "./platform-samples";

const accountId = ACCOUNT;

/** What `settings` declare; each is declared once for all tests, as a whole platform takes seconds. */
async function resourcesOf(settings: PlatformSettings, stack = "dev"): Promise<readonly Registered[]> {
  const key = stack + JSON.stringify(settings);
  let registered = known.get(key);
  if (!registered) {
    registered = await recordResources(ANSWERS, stack);
    await declare(() => new Platform("p95", { settings, accountId, domain: `${stack}.p95.example`, images: IMAGES }));
    known.set(key, registered);
  }
  return registered;
}
const known = new Map<string, readonly Registered[]>();

const london: RegionSettings = {
  name: "eu-west-2",
  network: { cidrBlock: "10.18.0.0/16", zoneIds: ["euw2-az1", "euw2-az2", "euw2-az3"] },
};
const staging = settingsFor("staging");
const stagingWithLondon: PlatformSettings = {
  ...staging,
  regions: [london, ...staging.regions],
  clocks: { ...staging.clocks, "eu-west-2": { timezone: "Europe/London", quietHourUtc: 3 } },
};

/** AWS resources that belong to no region and take none. */
const isGlobal = ({ type }: Registered) => /^aws:(iam|route53|cloudfront|budgets|costexplorer)\//.test(type);
const isAws = ({ type }: Registered) => type.startsWith("aws:");

describe("Platform", () => {
  it("names the region of everything that has one, and it is the region in its name", async () => {
    const registered = await resourcesOf(settingsFor("prod"));
    const regions = settingsFor("prod").regions.map(({ name }) => name);
    const regional = registered.filter((r) => isAws(r) && !isGlobal(r));
    for (const { name, inputs } of regional) {
      const own = regions.find((region) => name.startsWith(`${region}-`));
      expect([name, own ? [own] : regions]).toEqual([name, expect.arrayContaining([inputs.region])]);
    }
    expect(new Set(regional.map(({ inputs }) => inputs.region))).toEqual(new Set(regions));
  });

  it("makes everything of AWS with its one provider", async () => {
    const registered = await resourcesOf(staging, "staging");
    const providers = registered.filter(({ type }) => type === "pulumi:providers:aws");
    expect(providers.map(({ name, inputs }) => ({ name, inputs }))).toEqual([
      {
        name: "aws",
        inputs: {
          region: "us-east-1",
          allowedAccountIds: JSON.stringify([accountId]),
          defaultTags: JSON.stringify({ tags: { ...staging.tags, project: "p95", stack: "staging" } }),
          retryMode: "adaptive",
          maxRetries: "10",
          skipCredentialsValidation: "false", // this and the next are the SDK's own defaults
          skipRegionValidation: "true",
        },
      },
    ]);
    const used = new Set(registered.filter(isAws).map(({ provider }) => provider?.replace(/^.*(::aws)::.*$/, "$1")));
    expect(used).toEqual(new Set(["::aws"]));
  });

  it("makes everything in a cluster with the provider of that cluster, of which each region has one", async () => {
    const registered = await resourcesOf(staging, "staging");
    const providers = registered.filter(({ type }) => type === "pulumi:providers:kubernetes");
    expect(providers.map(({ name }) => name)).toEqual(["eu-west-1-kubernetes", "us-east-1-kubernetes"]);
    const objects = registered.filter(({ type }) => type.startsWith("kubernetes:"));
    for (const { name, provider } of objects) {
      const [region] = /^[a-z]+-[a-z]+-\d/.exec(name) ?? [];
      expect([name, provider?.split("::").at(-2)]).toEqual([name, `${region}-kubernetes`]);
    }
    expect(new Set(objects.map(({ name }) => name.slice(0, 9)))).toEqual(new Set(["eu-west-1", "us-east-1"]));
  });

  /** What runs in a region's cluster, apart from the region itself; the clusters' providers change nothing by being there. */
  const inCluster = /^[a-z]+-[a-z]+-\d-(priority|monitoring|pools|logs|services|ingress|load|fis)\b/;

  it.each([
    ["a region", ({ name }: Registered) => !/^[a-z]+-[a-z]+-\d-kubernetes$/.test(name) && !inCluster.test(name)],
    ["what runs in a region", ({ name }: Registered) => inCluster.test(name)],
  ])("finishes %s before it starts the next", async (_, belongs) => {
    const names = (await resourcesOf(settingsFor("prod"))).filter(belongs).map(({ name }) => name);
    const order = settingsFor("prod").regions.map(({ name }) => name);
    expect(order).toEqual(["ap-southeast-1", "eu-west-1", "us-east-1"]);
    for (const [i, region] of order.slice(1).entries()) {
      const lastOfPrevious = names.findLastIndex((name) => name.startsWith(`${order[i]}-`));
      const first = names.findIndex((name) => name.startsWith(`${region}-`));
      expect(lastOfPrevious).toBeGreaterThan(0);
      expect(first).toBeGreaterThan(lastOfPrevious);
    }
  });

  it("starts nothing in a cluster before the database is there", async () => {
    const names = (await resourcesOf(settingsFor("prod"))).map(({ name }) => name);
    const firstInCluster = names.findIndex((name) => inCluster.test(name));
    expect(names.findLastIndex((name) => name.startsWith("database-"))).toBeLessThan(firstInCluster);
  });

  it("leaves what there is in place when a region joins, even as the first of the rollout", async () => {
    const key = ({ type, name }: Registered) => `${type} ${name}`;
    const before = (await resourcesOf(staging)).map(key);
    const after = new Set((await resourcesOf(stagingWithLondon)).map(key));
    expect(before.filter((resource) => !after.has(resource))).toEqual([]);
  });

  it.each(["staging", "prod"])(
    "declares the same with the same inputs when %s rolls out in another order",
    async (stack) => {
      const inputsByName = (registered: readonly Registered[]) =>
        // As text, because an archive holds promises, of which no two are equal.
        Object.fromEntries(registered.map(({ type, name, inputs }) => [`${type} ${name}`, JSON.stringify(inputs)]));
      const settings = settingsFor(stack);
      const turned = { ...settings, regions: settings.regions.toReversed() };
      expect(inputsByName(await resourcesOf(turned))).toEqual(inputsByName(await resourcesOf(settings)));
    },
  );

  it("gives each region a cluster, in the private subnets of its network", async () => {
    for (const stack of ["dev", "prod"]) {
      const registered = await resourcesOf(settingsFor(stack));
      const clusters = registered.filter(({ type }) => type === "aws:eks/cluster:Cluster");
      expect(clusters.map(({ name, inputs }) => [name, inputs.vpcConfig.subnetIds])).toEqual(
        settingsFor(stack).regions.map(({ name, network }) => [
          `${name}-eks-cluster`,
          network.zoneIds.map((zone) => `${name}-network-private-${zone}-subnet-id`),
        ]),
      );
    }
  });

  it("has the database in every region, in its data subnets, open to the pods of all and to nobody else", async () => {
    const registered = await resourcesOf(staging);
    const one = (name: string) => registered.find((resource) => resource.name === name)!.inputs;
    const writers = registered.filter(({ inputs }) => inputs.masterPasswordWo !== undefined);
    expect(writers.map(({ name }) => name)).toEqual(["database-us-east-1-cluster"]);
    for (const { name, network } of staging.regions) {
      expect(one(`database-${name}-subnets`).subnetIds).toEqual(
        network.zoneIds.map((zone) => `${name}-network-data-${zone}-subnet-id`),
      );
      const admitted = registered
        .filter((r) => r.type.endsWith(":SecurityGroupIngressRule") && r.name.startsWith(`database-${name}-`))
        .map(({ inputs }) => inputs.cidrIpv4)
        .sort();
      expect(admitted).toEqual([
        ...["10.16.0.0/18", "10.16.128.0/18", "10.16.64.0/18"],
        ...["10.17.0.0/18", "10.17.128.0/18", "10.17.64.0/18"],
      ]);
    }
  });

  it("gives every part that a region has the region's own quiet hour", async () => {
    const registered = await resourcesOf(settingsFor("prod"));
    const hours = { "ap-southeast-1": "20:00-21:00", "eu-west-1": "03:00-04:00", "us-east-1": "08:00-09:00" };
    const windows = registered
      .filter(({ type }) => type === "aws:rds/cluster:Cluster" || type.endsWith(":ReplicationGroup"))
      .map(({ inputs }) => `${inputs.region} ${inputs.preferredBackupWindow ?? inputs.snapshotWindow}`);
    expect(new Set(windows)).toEqual(new Set(Object.entries(hours).map(([region, hour]) => `${region} ${hour}`)));
    expect(windows).toHaveLength(3 * 4); // three caches and the database
  });

  it("peers nothing in a stack of one region", async () => {
    const types = (await resourcesOf(settingsFor("dev"))).map(({ type }) => type);
    expect(types.filter((type) => type.includes("eering"))).toEqual([]);
  });

  it.each([
    ["aws:iam/role:Role", maxLength("iam-role")],
    ["aws:cloudwatch/metricAlarm:MetricAlarm", maxLength("cloudwatch-alarm")],
    ["aws:elasticache/replicationGroup:ReplicationGroup", maxLength("elasticache")],
    ["aws:elasticache/serverlessCache:ServerlessCache", maxLength("elasticache")],
    ["aws:eks/cluster:Cluster", maxLength("eks-cluster")],
    ["aws:eks/nodeGroup:NodeGroup", 63], // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
    ["aws:rds/cluster:Cluster", maxLength("rds")],
    ["aws:rds/clusterInstance:ClusterInstance", maxLength("rds")],
    ["aws:rds/globalCluster:GlobalCluster", maxLength("rds")],
    ["aws:rds/subnetGroup:SubnetGroup", 255],
    ["aws:backup/vault:Vault", 50], // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
    ["aws:ec2/securityGroup:SecurityGroup", 255],
    ["aws:cloudwatch/logGroup:LogGroup", 512],
    ["aws:sns/topic:Topic", 256],
  ])("keeps names of %s within the %i characters that the service takes", async (type, limit) => {
    const letters = 8; // that auto-naming appends
    const registered = [...(await resourcesOf(settingsFor("prod"))), ...(await resourcesOf(settingsFor("dev")))];
    const lengths = registered
      .filter((r) => r.type === type)
      .map(({ name, inputs }) => {
        const { identifier, clusterIdentifier, globalClusterIdentifier, replicationGroupId, name: own } = inputs;
        const given = identifier ?? clusterIdentifier ?? globalClusterIdentifier ?? replicationGroupId ?? own;
        return given?.length ?? name.length + letters;
      });
    expect(lengths.length).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
  });

  it.each(["11112222333", "1111222233334", "", "arn:aws:iam::111122223333:root"])("refuses %p as account", (wrong) => {
    expect(() => new Platform("p95", { settings: settingsFor("dev"), accountId: wrong })).toThrow(
      `Cannot declare Platform "p95"\n  accountId: must be the 12 digits of an AWS account, got "${wrong}"`,
    );
  });

  it("tells every mistake in one message and declares nothing", async () => {
    const registered = await recordResources();
    const wrong = { ...settingsFor("dev"), primaryRegion: "us-west-2", protectStateful: "no" as unknown as boolean };
    expect(() => new Platform("p95", { settings: wrong, accountId: "1" })).toThrow(
      'Cannot declare Platform "p95"\n' +
        '  accountId: must be the 12 digits of an AWS account, got "1"\n' +
        '  primaryRegion: must be the name of one of regions, got "us-west-2"\n' +
        '  protectStateful: must be true or false, got "no"',
    );
    expect(registered).toEqual([]);
  });
});
