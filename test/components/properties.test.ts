import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Platform } from "../../components/platform";
import type { PlatformSettings } from "../../components/settings";
import { platformSettingsProblems } from "../../components/settings-problems";
import { settingsFor } from "../../stacks";
import { declare, type Registered, recordResources } from "../support/mocks";
import { ACCOUNT, ANSWERS, IMAGES } from "./platform-samples";

/** Fixed, so that a run can be had again; raise `RUNS` and change it to look further. */
const SEED = 20_261_122;
const RUNS = { judged: 300, declared: 8, pairs: 2 };

type Path = readonly (string | number)[];

/** Every place in plain data, those of lists and objects among them. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, each]) => placesIn(each, [...at, key]));
  return at.length === 0 ? inner : [at, ...inner];
}

const valueAt = (settings: unknown, path: Path) => path.reduce((at: any, key) => at?.[key], settings);

/** Texts of the settings that are one of a few; any of them may stand where another does. */
const CHOICES: readonly (readonly string[])[] = [
  ["standard", "io-optimized", "tier-xl", "advanced", "off"],
  ["single", "zonal", "regional", "serverless", "clusters", "provisioned"],
  ["simple", "latency", "geolocation", "declared", "existing"],
  ["PriceClass_100", "PriceClass_200", "PriceClass_All"],
  ["x-forwarded-for", "proxy-protocol", "none", "direct", "stream"],
  ["ACCEPT", "REJECT", "ALL", "STANDARD", "FLEX", "G.1X", "G.2X"],
  ["forecast-and-scale", "forecast-only", "off"],
  ["cache.r7g.large", "cache.r7g.xlarge", "cache.t4g.small", "db.r8g.large", "db.r8g.4xlarge", "db.t4g.medium"],
];

/** What may come in place of a value: a neighbour inside or just outside its range, another choice, or nothing. */
function replacementFor(value: unknown): fc.Arbitrary<unknown> {
  const nothing = fc.constant(undefined);
  if (typeof value === "boolean") return fc.constant(!value);
  if (typeof value === "number") {
    const near = [value - 1, value + 1, value * 2, Math.ceil(value / 2), value * 10];
    return fc.oneof({ arbitrary: fc.constantFrom(...near), weight: 8 }, fc.constantFrom(0, -1, 0.5, Number.NaN, "1"));
  }
  if (typeof value === "string") {
    const others = CHOICES.filter((choices) => choices.includes(value)).flat();
    return others.length > 0
      ? fc.constantFrom(...others)
      : fc.constantFrom(value, `${value}x`, "", value.toUpperCase());
  }
  if (Array.isArray(value)) return fc.constantFrom([], value.slice(0, 1), [...value, ...value.slice(0, 1)]);
  return fc.oneof(nothing, fc.constant({}), fc.constant(null));
}

/** Regions that Route 53 checks from, by the prefix of their zones. */
const MOVES = { "ap-northeast-1": "apne1", "ap-southeast-2": "apse2", "us-west-2": "usw2", "sa-east-1": "sae1" };

/** The same settings with another region in place of Ireland: as far as it goes, some rule may refuse them. */
function moved(settings: PlatformSettings, to: keyof typeof MOVES): PlatformSettings {
  return JSON.parse(JSON.stringify(settings).replaceAll("eu-west-1", to).replaceAll("euw1-", `${MOVES[to]}-`));
}

function changed(settings: PlatformSettings, path: Path, value: unknown): PlatformSettings {
  const copy = structuredClone(settings);
  const holder = valueAt(copy, path.slice(0, -1));
  if (typeof holder !== "object" || holder === null) return copy; // an earlier change took it out
  if (value === undefined) delete holder[path.at(-1)!];
  else holder[path.at(-1)!] = value;
  return copy;
}

/** One of our stacks, moved perhaps, with up to `changes` values replaced. */
function settingsNear(changes: number): fc.Arbitrary<PlatformSettings> {
  const { dev, staging, prod } = {
    dev: settingsFor("dev"),
    staging: settingsFor("staging"),
    prod: settingsFor("prod"),
  };
  const regions = fc.constantFrom(...(Object.keys(MOVES) as (keyof typeof MOVES)[]));
  const base = fc.oneof(
    { arbitrary: fc.constant(dev), weight: 3 },
    { arbitrary: fc.constantFrom(staging, prod), weight: 1 },
    { arbitrary: regions.map((to) => moved(staging, to)), weight: 1 },
  );
  return base.chain((settings) => {
    const places = placesIn(settings);
    const change = fc
      .constantFrom(...places)
      .chain((path) => replacementFor(valueAt(settings, path)).map((value) => ({ path, value })));
    return fc
      .array(change, { maxLength: changes })
      .map((list) => list.reduce((all, { path, value }) => changed(all, path, value), settings));
  });
}

/** As Pulumi takes them. Source: https://www.pulumi.com/docs/iac/concepts/stacks/ */
const stackNames = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);

/** Letters that auto-naming appends. */
const AUTO = 8;

/** Longest name by type, and the field that gives it; without the field, Pulumi makes one of the logical name. */
const LIMITS: Readonly<Record<string, readonly [field: string, limit: number]>> = {
  "aws:amp/workspace:Workspace": ["alias", 100],
  "aws:athena/workgroup:Workgroup": ["name", 128],
  "aws:backup/vault:Vault": ["name", 50],
  "aws:cloudfront/cachePolicy:CachePolicy": ["name", 128],
  "aws:cloudfront/function:Function": ["name", 64],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName", 255],
  "aws:cloudwatch/eventBus:EventBus": ["name", 256],
  "aws:cloudwatch/eventArchive:EventArchive": ["name", 48],
  "aws:cloudwatch/eventRule:EventRule": ["name", 64],
  "aws:cloudwatch/logGroup:LogGroup": ["name", 512],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name", 255],
  "aws:eks/cluster:Cluster": ["name", 100],
  "aws:eks/nodeGroup:NodeGroup": ["nodeGroupName", 63],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["replicationGroupId", 40],
  "aws:elasticache/serverlessCache:ServerlessCache": ["name", 40],
  "aws:elasticache/user:User": ["userId", 40],
  "aws:elasticache/userGroup:UserGroup": ["userGroupId", 40],
  "aws:glue/job:Job": ["name", 255],
  "aws:iam/role:Role": ["name", 64],
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ["name", 64],
  "aws:kinesis/stream:Stream": ["name", 128],
  "aws:lambda/function:Function": ["name", 64],
  "aws:lb/loadBalancer:LoadBalancer": ["name", 32],
  "aws:lb/targetGroup:TargetGroup": ["name", 32],
  "aws:rds/cluster:Cluster": ["clusterIdentifier", 63],
  "aws:rds/clusterInstance:ClusterInstance": ["identifier", 63],
  "aws:rds/globalCluster:GlobalCluster": ["globalClusterIdentifier", 63],
  "aws:redshiftserverless/namespace:Namespace": ["namespaceName", 64],
  "aws:redshiftserverless/workgroup:Workgroup": ["workgroupName", 64],
  "aws:s3/bucket:Bucket": ["bucket", 63],
  "aws:scheduler/schedule:Schedule": ["name", 64],
  "aws:scheduler/scheduleGroup:ScheduleGroup": ["name", 64],
  "aws:sns/topic:Topic": ["name", 256],
  "aws:sqs/queue:Queue": ["name", 80],
  "aws:synthetics/canary:Canary": ["name", 255],
  "aws:wafv2/webAcl:WebAcl": ["name", 128],
  "kubernetes:core/v1:Namespace": ["metadata.name", 63],
  "kubernetes:core/v1:Service": ["metadata.name", 63],
};

/** Names that their service would refuse for their length. */
function longNames(registered: readonly Registered[]): string[] {
  return registered.flatMap(({ type, name, inputs }) => {
    const [field, limit] = LIMITS[type] ?? ["", Number.POSITIVE_INFINITY];
    const given: string | undefined = field.split(".").reduce((at, key) => at?.[key], inputs as any);
    const length = given?.length ?? name.length + AUTO;
    return length > limit ? [`${type} ${given ?? name}: ${length} of ${limit}`] : [];
  });
}

async function declaredBy(settings: PlatformSettings, stack: string): Promise<readonly Registered[]> {
  const registered = await recordResources(ANSWERS, stack);
  await declare(() => new Platform("p95", { settings, accountId: ACCOUNT, domain: "p95.example", images: IMAGES }));
  return registered;
}

describe("any settings near ours", () => {
  const tops = Object.keys(settingsFor("dev"));

  it("are accepted, or refused by the names of places in them", () => {
    const verdicts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(settingsNear(4), (settings) => {
        const problems = platformSettingsProblems(settings);
        verdicts[problems.length === 0 ? "accepted" : "refused"]++;
        for (const { path, reason } of problems) {
          expect(tops).toContain(path.split(/[.[]/)[0]);
          expect(reason).toMatch(/^must /);
        }
      }),
      { seed: SEED, numRuns: RUNS.judged },
    );
    // Else the next property would look at nothing but our own stacks, or this one at no refusal.
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(RUNS.judged / 10);
  });

  it("are declared to the end when they are accepted, with no name too long for its service in any stack", async () => {
    const accepted = settingsNear(3).filter((settings) => platformSettingsProblems(settings).length === 0);
    await fc.assert(
      fc.asyncProperty(accepted, stackNames, async (settings, stack) => {
        const registered = await declaredBy(settings, stack);
        expect(longNames(registered)).toEqual([]);
        const clusters = registered.filter(({ type }) => type === "aws:eks/cluster:Cluster");
        expect(clusters.map(({ inputs }) => inputs.region)).toEqual(settings.regions.map(({ name }) => name));
      }),
      { seed: SEED, numRuns: RUNS.declared, endOnFailure: true },
    );
  }, 300_000);
});

describe("two review stacks in one account", () => {
  /** Fields in which AWS is told a name that is unique in an account or in a region of it. */
  const UNIQUE = Object.entries(LIMITS).filter(([type]) => type.startsWith("aws:"));

  it("have no physical name in common, however alike their own names are", async () => {
    const alike = fc.constantFrom(["pr-1", "PR.1"], ["a".repeat(99), "a".repeat(100)], ["review-1", "review_1"]);
    await fc.assert(
      fc.asyncProperty(alike, async ([one = "", other = ""]) => {
        const names = (registered: readonly Registered[]) =>
          registered.flatMap(({ type, inputs }) =>
            UNIQUE.filter(([each, [field]]) => each === type && inputs[field] !== undefined).map(
              ([, [field]]) => `${type} ${inputs.region} ${inputs[field]}`,
            ),
          );
        const taken = new Set(names(await declaredBy(settingsFor(one), one)));
        expect(taken.size).toBeGreaterThan(10);
        expect(
          names(await declaredBy(settingsFor(other), other)).filter(
            // Made of what AWS answers (a function's name, a canary's id), which only the mocks answer twice.
            (name) => taken.has(name) && !/ \/aws\/(cloudfront\/function\/|lambda\/cwsyn-)/.test(name),
          ),
        ).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS.pairs, endOnFailure: true },
    );
  }, 120_000);
});
