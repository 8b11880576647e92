import { describe, expect, test } from "@jest/globals";
import { terraformArgument } from "../../../review/terraform/argument-names";
import { terraformNames } from "../../../review/terraform/type-names";
import { argument, block, nested } from "./schemas";

describe("names of types", () => {
  // Source: the documentation of each in https://registry.terraform.io/providers/hashicorp/aws/latest/docs
  test.each([
    ["aws:elasticache/replicationGroup:ReplicationGroup", "aws_elasticache_replication_group"],
    ["aws:ec2/vpc:Vpc", "aws_vpc"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", "aws_vpc_endpoint"],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws_vpc_security_group_ingress_rule"],
    ["aws:lb/loadBalancer:LoadBalancer", "aws_lb"],
    ["aws:lb/targetGroup:TargetGroup", "aws_lb_target_group"],
    ["aws:rds/cluster:Cluster", "aws_rds_cluster"],
    ["aws:rds/clusterParameterGroup:ClusterParameterGroup", "aws_rds_cluster_parameter_group"],
    ["aws:amp/workspace:Workspace", "aws_prometheus_workspace"],
    ["aws:costexplorer/anomalyMonitor:AnomalyMonitor", "aws_ce_anomaly_monitor"],
    ["aws:s3/bucketObjectv2:BucketObjectv2", "aws_s3_object"],
    ["aws:wafv2/webAcl:WebAcl", "aws_wafv2_web_acl"],
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws_iam_role_policy_attachment"],
  ])("%s is %s", (token, name) => {
    expect(terraformNames(token)[0]).toBe(name);
  });

  test("names of AWS's older half come after those of the newer one", () => {
    expect(terraformNames("aws:rds/parameterGroup:ParameterGroup")).toEqual([
      "aws_rds_parameter_group",
      "aws_db_parameter_group",
    ]);
  });
});

describe("names of arguments", () => {
  const schema = block(
    argument("cidr_block", "string"),
    argument("subnet_ids", ["set", "string"]),
    argument("http_tokens", "string"),
    argument("http_token", ["list", "string"]),
    argument("ipv4_netmask_length", "number"),
    nested("log_delivery_configuration", "SET", block(), 2),
    nested("policy", "LIST", block()),
    nested("vpc_config", "LIST", block(), 1),
  );

  test.each([
    ["cidrBlock", "cidr_block"],
    ["subnetIds", "subnet_ids"],
    ["ipv4NetmaskLength", "ipv4_netmask_length"],
    ["logDeliveryConfigurations", "log_delivery_configuration"],
    ["policies", "policy"],
    ["vpcConfig", "vpc_config"],
    ["httpTokens", "http_tokens"],
  ])("%s is %s", (name, expected) => {
    expect(terraformArgument(name, schema, "aws_thing")).toBe(expected);
  });

  test("a single value has no plural", () => {
    expect(terraformArgument("cidrBlocks", schema, "aws_thing")).toBeUndefined();
  });

  test("a renamed argument follows the list, on its own type only", () => {
    const alarm = block(argument("alarm_name", "string"));
    expect(terraformArgument("name", alarm, "aws_cloudwatch_metric_alarm")).toBe("alarm_name");
    expect(terraformArgument("name", alarm, "aws_cloudwatch_composite_alarm")).toBeUndefined();
  });
});
