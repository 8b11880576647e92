import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { CheckpointResource } from "../../review/engine/checkpoint";
import { runCommand } from "../support/run-preview";

const STACKS = ["dev", "staging", "prod", "pr-17"] as const;

/** Services whose resources have no region argument; facts of the provider, see docs/network.md. */
const WITHOUT_REGION = ["iam", "cloudfront", "route53", "globalaccelerator", "budgets"];

let folder: string;
const exported = new Map<string, string>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "p95-stacks-"));
  for (const stack of STACKS) {
    const file = join(folder, `${stack}.json`);
    const { code, stderr } = await runCommand(["preview", "--stack", stack, "--export", file, "--quiet"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    exported.set(stack, readFileSync(file, "utf8"));
  }
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const resourcesOf = (stack: string): CheckpointResource[] =>
  JSON.parse(exported.get(stack) as string).deployment.resources;
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
    ["random:index/randomPassword:RandomPassword", { dev: 1, staging: 1, prod: 1 }],
    ["aws:lb/loadBalancer:LoadBalancer", { dev: 0, staging: 2, prod: 3 }], // dev has no domain
    ["aws:route53/healthCheck:HealthCheck", { dev: 0, staging: 2, prod: 3 }],
    ["aws:cloudwatch/eventBus:EventBus", { dev: 1, staging: 2, prod: 3 }],
    ["aws:elasticache/serverlessCache:ServerlessCache", { dev: 1, staging: 0, prod: 0 }],
    ["aws:elasticache/globalReplicationGroup:GlobalReplicationGroup", { dev: 0, staging: 1, prod: 1 }],
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
    expect(names.sort()).toEqual(["aws::aws", "random::default"]);
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
      "aws:backup/vault:Vault",
      "aws:cloudwatch/eventArchive:EventArchive",
      "aws:cloudwatch/eventBus:EventBus",
      "aws:eks/cluster:Cluster",
      "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "aws:kms/key:Key",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:rds/cluster:Cluster",
      "aws:rds/globalCluster:GlobalCluster",
      "aws:route53/zone:Zone",
      "aws:secretsmanager/secret:Secret",
      "aws:sqs/queue:Queue",
    ]);
    expect(protectedTypes("dev")).toEqual([]);
  });

  it("a review stack is dev under another name", () => {
    const renamed = (exported.get("pr-17") as string).replaceAll("pr-17", "dev");
    const names = (text: string) => JSON.parse(text).deployment.resources.map(({ urn }: CheckpointResource) => urn);
    expect(names(renamed)).toEqual(names(exported.get("dev") as string));
  });
});

it("the same stack gives the same bytes again", async () => {
  const file = join(folder, "again.json");
  await runCommand(["preview", "--stack", "staging", "--export", file, "--quiet"]);
  expect(readFileSync(file, "utf8")).toBe(exported.get("staging"));
}, 120_000);
