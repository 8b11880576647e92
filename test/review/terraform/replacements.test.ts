import { describe, expect, test } from "@jest/globals";
import {
  type ChangeKind,
  consequenceOf,
  loadReplacements,
  type ReplacementTable,
} from "../../../review/terraform/replacements";

const provenance = { provider: "made by hand", date: "2026-01-01", command: "none" };
const table: ReplacementTable = {
  provenance,
  types: {
    "aws:a/b:B": {
      replaces: {
        name: ["add", "delete", "update"],
        subnetIds: ["update"],
        logging: ["add"],
        encryption: ["delete"],
        "rules[*].port": ["update"],
      },
      depends: { version: ["update"] },
      unmeasured: { region: "none", mode: "none", novel: "none" },
      stated: { region: { replaces: true, source: "guide" }, mode: { replaces: false, source: "guide" } },
    },
  },
};

describe("what a change of a property does", () => {
  test.each<[string, ChangeKind, string]>([
    ["name", "update", "replace"],
    ["size", "update", "update"],
    ["subnetIds[2]", "add", "replace"],
    ["subnetIds[0]", "delete", "replace"],
    ["logging.bucket", "update", "update"],
    ["encryption", "delete", "replace"],
    ["encryption", "add", "update"],
    ["encryption.keyArn", "update", "update"],
    ["rules[7].port", "update", "replace"],
    ["rules[7].port", "add", "update"],
    ["rules[7].host", "update", "update"],
    ["region", "update", "replace"],
    ["version", "update", "depends"],
    ["version", "add", "update"],
    ["mode", "update", "update"],
    ["novel.inner[0]", "add", "unknown"],
  ])("%s, %s: %s", (path, kind, consequence) => {
    expect(consequenceOf(table, "aws:a/b:B", path, kind)).toBe(consequence);
  });

  test("a type that nobody measured is unknown, not harmless", () => {
    expect(consequenceOf(table, "aws:c/d:D", "name", "update")).toBe("unknown");
  });
});

// Beside the generated table, what an engineer knows of it from the pages of the Terraform registry.
describe("the table that ships with p95", () => {
  const shipped = loadReplacements();

  test.each<[string, string, ChangeKind, string]>([
    ["aws:ec2/vpc:Vpc", "cidrBlock", "update", "replace"],
    ["aws:ec2/vpc:Vpc", "enableDnsHostnames", "update", "update"],
    ["aws:ec2/vpc:Vpc", "region", "update", "replace"],
    ["aws:ec2/vpc:Vpc", "tags.Name", "update", "update"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled", "update", "replace"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeType", "update", "update"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "engineVersion", "update", "depends"],
    ["aws:rds/cluster:Cluster", "storageEncrypted", "update", "replace"],
    ["aws:rds/cluster:Cluster", "backupRetentionPeriod", "update", "update"],
    ["aws:eks/cluster:Cluster", "kubernetesNetworkConfig.serviceIpv4Cidr", "update", "replace"],
    ["aws:eks/cluster:Cluster", "version", "update", "update"],
    ["aws:fis/experimentTemplate:ExperimentTemplate", "tags.commit", "update", "replace"],
    ["aws:s3/bucket:Bucket", "bucket", "update", "replace"],
    ["aws:ec2/natGateway:NatGateway", "availabilityMode", "update", "replace"],
  ])("%s %s, %s: %s", (type, path, kind, consequence) => {
    expect(consequenceOf(shipped, type, path, kind)).toBe(consequence);
  });

  test("names its source", () => {
    expect(shipped.provenance.provider).toMatch(/^terraform-provider-aws \d+\.\d+\.\d+$/);
    expect(shipped.provenance.command).toBe("npm run check:aws -- --write-replacements");
  });
});
