import { describe, expect, test } from "@jest/globals";
import { DeclaredArguments } from "../../../review/terraform/declared-arguments";

describe("arguments that the installed SDK declares", () => {
  const declared = new DeclaredArguments(process.cwd());
  const of = (type: string, name: string) => declared.ofResource(type)?.find((each) => each.name === name);

  test("plain, list, map, object and list of objects", () => {
    const cluster = "aws:eks/cluster:Cluster";
    const group = "aws:elasticache/replicationGroup:ReplicationGroup";
    expect(of(cluster, "roleArn")).toEqual({ name: "roleArn", optional: false, list: false, object: undefined });
    expect(of(group, "securityGroupIds")).toEqual({
      name: "securityGroupIds",
      optional: true,
      list: true,
      object: undefined,
    });
    expect(of(cluster, "tags")).toEqual({ name: "tags", optional: true, list: false, object: undefined });
    expect(of(cluster, "vpcConfig")).toEqual({
      name: "vpcConfig",
      optional: false,
      list: false,
      object: "eks.ClusterVpcConfig",
    });
    expect(of(group, "logDeliveryConfigurations")).toEqual({
      name: "logDeliveryConfigurations",
      optional: true,
      list: true,
      object: "elasticache.ReplicationGroupLogDeliveryConfiguration",
    });
  });

  test("fields of an object", () => {
    const names = declared.ofObject("elasticache.ReplicationGroupLogDeliveryConfiguration")?.map(({ name }) => name);
    expect(names).toEqual(["destination", "destinationType", "logFormat", "logType"]);
  });

  test("nothing for a resource or object that the SDK does not have", () => {
    expect(declared.ofResource("aws:ec2/nothing:Nothing")).toBeUndefined();
    expect(declared.ofObject("nothing.Nothing")).toBeUndefined();
  });
});
