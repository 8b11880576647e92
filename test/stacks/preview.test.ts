import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { estimateFixed, sum } from "../../review/cost/estimate";
import { Prices } from "../../review/cost/prices";
import type { CheckpointResource } from "../../review/engine/checkpoint";
import type { Preview } from "../../review/engine/preview";
import { readProject } from "../../review/engine/project";
import { holds } from "../../review/plan/stateful";
import { previewStack } from "../../review/preview-stack";
import { loadReplacements } from "../../review/terraform/replacements";
import { runCommand, twoAtATime } from "../support/run-preview";
import { clusterRules } from "./cluster-rules";
import { ExportedStack } from "./exported";
import { assertGolden } from "./golden";
import { headRoomOf } from "./head-room";
import { seedValuesOfProduction } from "./seed-values";

const OWN_STACKS = ["dev", "staging", "prod"] as const;
const STACKS = [...OWN_STACKS, "pr-17"] as const;

/** Services whose resources have no region argument; facts of the provider, see docs/network.md. */
const WITHOUT_REGION = ["iam", "cloudfront", "route53", "globalaccelerator", "budgets", "costexplorer"];

let folder: string;
let dev: Preview;
const exported = new Map<string, string>();
const parsed = new Map<string, ExportedStack>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "p95-stacks-"));
  await twoAtATime(STACKS, async (stack) => {
    const file = join(folder, `${stack}.json`);
    const { code, stderr } = await runCommand(["preview", "--stack", stack, "--export", file, "--quiet"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    exported.set(stack, readFileSync(file, "utf8"));
    parsed.set(stack, new ExportedStack(stack, exported.get(stack)!));
  });
  dev = await previewStack(readProject(resolve(__dirname, "../..")), "dev", () => {}); // with prices' own view of it
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const { types: measured } = loadReplacements();
const resourcesOf = (stack: string) => parsed.get(stack)!.resources;
const regionsOf = (stack: string) =>
  [...new Set(resourcesOf(stack).map(({ inputs }) => (inputs as { region?: string })?.region))].filter(Boolean).sort();
const countOf = (stack: string, type: string) => resourcesOf(stack).filter((each) => each.type === type).length;

describe("each stack, as the preview exported it", () => {
  it.each([
    ["dev", ["us-east-1"]],
    ["staging", ["eu-west-1", "us-east-1"]],
    ["prod", ["ap-southeast-1", "eu-west-1", "us-east-1"]],
    ["pr-17", ["us-east-1"]],
  ])("%s lives in %j", (stack, regions) => {
    expect(regionsOf(stack)).toEqual(regions);
  });

  it.each(OWN_STACKS)("%s has no AWS type whose replacements nobody measured", (stack) => {
    const types = resourcesOf(stack).map(({ type }) => type);
    const unknown = types.filter((type) => type.startsWith("aws:") && !(type in measured));
    expect([...new Set(unknown)]).toEqual([]); // npm run check:aws -- --write-replacements
  });

  it.each(STACKS)("%s says the region of everything that has one", (stack) => {
    const silent = resourcesOf(stack).filter(({ type, inputs }) => {
      const [, service = ""] = /^aws:([^/:]+)/.exec(type) ?? [];
      return (
        service !== "" && !WITHOUT_REGION.includes(service) && (inputs as { region?: string }).region === undefined
      );
    });
    expect(silent.map(({ urn }) => urn)).toEqual([]);
  });

  it.each([
    ["aws:ec2/vpc:Vpc", { dev: 1, staging: 2, prod: 3 }],
    ["aws:ec2/subnet:Subnet", { dev: 6, staging: 18, prod: 27 }],
    ["aws:ec2/vpcPeeringConnection:VpcPeeringConnection", { dev: 0, staging: 1, prod: 3 }],
    ["aws:eks/cluster:Cluster", { dev: 1, staging: 2, prod: 3 }],
    ["aws:eks/nodeGroup:NodeGroup", { dev: 0, staging: 0, prod: 3 }],
    ["aws:rds/cluster:Cluster", { dev: 1, staging: 2, prod: 3 }],
    ["aws:rds/clusterInstance:ClusterInstance", { dev: 1, staging: 3, prod: 7 }],
    ["aws:rds/globalCluster:GlobalCluster", { dev: 0, staging: 1, prod: 1 }],
    ["aws:backup/vault:Vault", { dev: 0, staging: 0, prod: 2 }],
    ["random:index/randomPassword:RandomPassword", { dev: 2, staging: 8, prod: 9 }], // database, its logins, CDN, Grafana
    ["aws:lb/loadBalancer:LoadBalancer", { dev: 0, staging: 2, prod: 3 }], // dev has no domain
    ["aws:route53/healthCheck:HealthCheck", { dev: 0, staging: 6, prod: 9 }], // endpoint, objectives, both
    ["aws:cloudwatch/eventBus:EventBus", { dev: 1, staging: 2, prod: 3 }],
    ["aws:elasticache/serverlessCache:ServerlessCache", { dev: 1, staging: 0, prod: 0 }],
    ["aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", { dev: 0, staging: 1, prod: 1 }],
    ["aws:elasticache/replicationGroup:ReplicationGroup", { dev: 0, staging: 6, prod: 9 }],
    ["aws:appautoscaling/policy:Policy", { dev: 0, staging: 0, prod: 10 }],
    ["aws:autoscaling/schedule:Schedule", { dev: 0, staging: 0, prod: 6 }],
    ["aws:eks/accessEntry:AccessEntry", { dev: 1, staging: 8, prod: 9 }],
    ["aws:eks/podIdentityAssociation:PodIdentityAssociation", { dev: 7, staging: 23, prod: 34 }],
    ["aws:rds/clusterParameterGroup:ClusterParameterGroup", { dev: 1, staging: 2, prod: 3 }],
    ["aws:glue/job:Job", { dev: 1, staging: 2, prod: 3 }],
    ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", { dev: 1, staging: 2, prod: 6 }], // prod keeps history
    ["aws:redshiftdata/statement:Statement", { dev: 0, staging: 6, prod: 9 }],
    ["aws:athena/namedQuery:NamedQuery", { dev: 4, staging: 8, prod: 12 }],
    ["aws:cloudfront/distribution:Distribution", { dev: 0, staging: 2, prod: 2 }],
    ["aws:cloudfront/cachePolicy:CachePolicy", { dev: 0, staging: 5, prod: 5 }],
    ["aws:cloudfront/function:Function", { dev: 0, staging: 2, prod: 2 }],
    ["aws:cloudfront/keyValueStore:KeyValueStore", { dev: 0, staging: 1, prod: 1 }],
    ["aws:wafv2/webAcl:WebAcl", { dev: 0, staging: 1, prod: 1 }],
    ["aws:lambda/function:Function", { dev: 0, staging: 1, prod: 1 }],
    ["aws:arczonalshift/zonalAutoshiftConfiguration:ZonalAutoshiftConfiguration", { dev: 0, staging: 2, prod: 3 }],
    ["aws:sqs/queue:Queue", { dev: 7, staging: 18, prod: 26 }],
    ["aws:amp/workspace:Workspace", { dev: 1, staging: 2, prod: 3 }],
    ["aws:cloudwatch/metricStream:MetricStream", { dev: 0, staging: 0, prod: 3 }],
    ["aws:synthetics/canary:Canary", { dev: 0, staging: 2, prod: 3 }],
    ["aws:cloudwatch/dashboard:Dashboard", { dev: 1, staging: 2, prod: 3 }],
    ["aws:fis/experimentTemplate:ExperimentTemplate", { dev: 1, staging: 9, prod: 10 }],
    ["aws:budgets/budget:Budget", { dev: 1, staging: 1, prod: 1 }],
    ["aws:servicequotas/serviceQuota:ServiceQuota", { dev: 0, staging: 0, prod: 3 }],
    ["kubernetes:apps/v1:DaemonSet", { dev: 0, staging: 2, prod: 3 }],
    ["kubernetes:apps/v1:Deployment", { dev: 4, staging: 18, prod: 27 }],
    ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler", { dev: 4, staging: 10, prod: 15 }],
    ["kubernetes:policy/v1:PodDisruptionBudget", { dev: 4, staging: 16, prod: 24 }],
    ["kubernetes:keda.sh/v1alpha1:ScaledObject", { dev: 0, staging: 6, prod: 9 }],
    ["kubernetes:k8s.nginx.org/v1:VirtualServer", { dev: 0, staging: 4, prod: 6 }],
    ["kubernetes:k8s.nginx.org/v1:Policy", { dev: 0, staging: 6, prod: 9 }],
    ["kubernetes:eks.amazonaws.com/v1:TargetGroupBinding", { dev: 0, staging: 2, prod: 3 }],
    ["kubernetes:monitoring.coreos.com/v1:PrometheusRule", { dev: 4, staging: 10, prod: 15 }],
    ["kubernetes:batch/v1:Job", { dev: 0, staging: 2, prod: 2 }], // only where the database is written
    ["kubernetes:batch/v1:CronJob", { dev: 0, staging: 2, prod: 3 }],
  ])("declares %s as often as its sizes say", (type, expected) => {
    const { dev, staging, prod } = {
      dev: countOf("dev", type),
      staging: countOf("staging", type),
      prod: countOf("prod", type),
    };
    expect({ dev, staging, prod }).toEqual(expected);
  });

  it.each(STACKS)("%s makes nothing with a default provider but random's, which has no credentials", (stack) => {
    const providers = resourcesOf(stack).filter(({ type }) => type.startsWith("pulumi:providers:"));
    const names = providers.map(({ urn }) => urn.replace(/^.*pulumi:providers:/, "").replace(/default_.*/, "default"));
    const clusters = regionsOf(stack).map((region) => `kubernetes::${region}-kubernetes`);
    expect(names.sort()).toEqual(["aws::aws", ...clusters, "random::default"]);
  });

  it("protects what holds data in production, and nothing in dev", () => {
    const protectedTypes = (stack: string) =>
      [
        ...new Set(
          resourcesOf(stack)
            .filter(({ protect }) => protect)
            .map(({ type }) => type),
        ),
      ].sort();
    expect(protectedTypes("prod")).toEqual([
      "aws:amp/workspace:Workspace",
      "aws:backup/vault:Vault",
      "aws:cloudwatch/eventArchive:EventArchive",
      "aws:cloudwatch/eventBus:EventBus",
      "aws:eks/cluster:Cluster",
      "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "aws:glue/catalogDatabase:CatalogDatabase",
      "aws:glue/catalogTable:CatalogTable",
      "aws:kinesis/stream:Stream",
      "aws:kms/key:Key",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:rds/cluster:Cluster",
      "aws:rds/globalCluster:GlobalCluster",
      "aws:redshiftserverless/namespace:Namespace",
      "aws:route53/zone:Zone",
      "aws:s3/bucket:Bucket",
      "aws:secretsmanager/secret:Secret",
      "aws:sqs/queue:Queue",
    ]);
    expect(protectedTypes("dev")).toEqual([]);
  });

  it("leaves nothing that holds data, keys or messages unprotected in production but what is made again from the rest", () => {
    const lost = resourcesOf("prod").filter(
      ({ type, protect }) => ["data", "keys", "messages"].includes(holds(type) ?? "") && !protect,
    );
    const roles = lost.map(({ name }) => name.replace(/^[a-z]+-[a-z]+-\d-/, ""));
    expect([...new Set(roles)].sort()).toEqual([
      "alarms-key", // of topics, which hold nothing
      "cdn-functions-store", // its pairs are declared
      "observability-canary-reports-bucket", // kept for days
      "observability-history-catalog", // a description of files in a protected bucket
      "observability-history-table",
      "services-release-windows-queue", // open windows; the calendar opens them again
    ]);
  });

  it("dev costs less than $150 a month while nobody uses it, and at most $500", () => {
    const { items } = estimateFixed(dev.resources, Prices.load());
    const { expected, max } = sum(items.map(({ monthly }) => monthly));
    expect(expected).toBeGreaterThan(73); // a control plane alone
    expect(expected).toBeLessThan(150);
    expect(max).toBeLessThanOrEqual(500);
  });

  it("a review stack is dev under another name", () => {
    const renamed = (exported.get("pr-17") as string).replaceAll("pr-17", "dev");
    const names = (text: string) => JSON.parse(text).deployment.resources.map(({ urn }: CheckpointResource) => urn);
    expect(names(renamed)).toEqual(names(exported.get("dev") as string));
  });
});

describe("golden files", () => {
  it.each(OWN_STACKS)("golden file of %s", (stack) => assertGolden(parsed.get(stack)!));
});

describe("head-room", () => headRoomOf((stack) => parsed.get(stack)!));

describe("production", () => seedValuesOfProduction(() => parsed.get("prod")!));

describe("in the clusters", () => {
  for (const stack of OWN_STACKS) clusterRules(stack, () => parsed.get(stack)!);
});

it("the same stack gives the same bytes again", async () => {
  const file = join(folder, "again.json");
  await runCommand(["preview", "--stack", "staging", "--export", file, "--quiet"]);
  expect(readFileSync(file, "utf8")).toBe(exported.get("staging"));
}, 120_000);
