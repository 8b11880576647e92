import { describe, expect, it } from "@jest/globals";
import { maxLength } from "../../components/physical-name";
import { Platform } from "../../components/platform";
import type { PlatformSettings, RegionSettings } from "../../components/settings";
import { settingsFor } from "../../stacks";
import { declare, type Registered, recordResources } from "../support/mocks";

const accountId = "111122223333";

/** What `settings` declare; each is declared once for all tests, as a whole platform takes seconds. */
async function resourcesOf(settings: PlatformSettings, stack = "dev"): Promise<readonly Registered[]> {
  const key = stack + JSON.stringify(settings);
  let registered = known.get(key);
  if (!registered) {
    registered = await recordResources({}, stack);
    await declare(() => new Platform("p95", { settings, accountId }));
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
const isGlobal = ({ type }: Registered) => type.startsWith("aws:iam/");
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
    const providers = registered.filter(({ type }) => type.startsWith("pulumi:providers:"));
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

  it("finishes a region before it starts the next", async () => {
    const names = (await resourcesOf(settingsFor("prod"))).map(({ name }) => name);
    const order = settingsFor("prod").regions.map(({ name }) => name);
    expect(order).toEqual(["ap-southeast-1", "eu-west-1", "us-east-1"]);
    for (const [i, region] of order.slice(1).entries()) {
      const lastOfPrevious = names.findLastIndex((name) => name.startsWith(`${order[i]}-`));
      expect(names.indexOf(region)).toBeGreaterThan(lastOfPrevious);
    }
  });

  it("leaves what there is in place when a region joins, even as the first of the rollout", async () => {
    const key = ({ type, name }: Registered) => `${type} ${name}`;
    const before = (await resourcesOf(staging)).map(key);
    const after = new Set((await resourcesOf(stagingWithLondon)).map(key));
    expect(before.filter((resource) => !after.has(resource))).toEqual([]);
  });

  it("declares the same things with the same inputs when the rollout order is turned round", async () => {
    const inputsByName = (registered: readonly Registered[]) =>
      Object.fromEntries(registered.filter(isAws).map(({ name, inputs }) => [name, inputs]));
    const turned = { ...staging, regions: staging.regions.toReversed() };
    expect(inputsByName(await resourcesOf(turned))).toEqual(inputsByName(await resourcesOf(staging)));
  });

  it("peers nothing in a stack of one region", async () => {
    const types = (await resourcesOf(settingsFor("dev"))).map(({ type }) => type);
    expect(types.filter((type) => type.includes("eering"))).toEqual([]);
  });

  /** Where AWS is told a name instead of Pulumi making one up; two stacks in one account must not say the same. */
  const NAMES = ["name", "userId", "userGroupId", "replicationGroupId", "globalReplicationGroupIdSuffix"];
  const givenNames = (registered: readonly Registered[]) =>
    registered
      .filter(isAws)
      .flatMap(({ type, inputs }) =>
        NAMES.flatMap((field) => (inputs[field] === undefined ? [] : [`${type} ${inputs.region} ${inputs[field]}`])),
      );

  it("gives two review stacks in one account no name in common", async () => {
    const one = givenNames(await resourcesOf(settingsFor("review-1"), "review-1"));
    const other = new Set(givenNames(await resourcesOf(settingsFor("review-2"), "review-2")));
    expect(one.filter((name) => other.has(name))).toEqual([]);
  });

  it.each([
    ["aws:iam/role:Role", maxLength("iam-role")],
    ["aws:cloudwatch/metricAlarm:MetricAlarm", maxLength("cloudwatch-alarm")],
    ["aws:elasticache/replicationGroup:ReplicationGroup", maxLength("elasticache")],
    ["aws:elasticache/serverlessCache:ServerlessCache", maxLength("elasticache")],
    ["aws:ec2/securityGroup:SecurityGroup", 255],
    ["aws:cloudwatch/logGroup:LogGroup", 512],
    ["aws:sns/topic:Topic", 256],
  ])("keeps names of %s within the %i characters that the service takes", async (type, limit) => {
    const letters = 8; // that auto-naming appends
    const registered = [...(await resourcesOf(settingsFor("prod"))), ...(await resourcesOf(settingsFor("dev")))];
    const lengths = registered
      .filter((r) => r.type === type)
      .map(({ name, inputs }) => (inputs.replicationGroupId ?? inputs.name)?.length ?? name.length + letters);
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
