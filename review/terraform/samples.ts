import { type CtyType, type CtyValue, elementType, fieldTypes, isSequence } from "./cty";

/** Two different values of an argument: before and after a change. */
export type Change = readonly [before: CtyValue, after: CtyValue];

/** Texts that providers read closer than others, by the end of an argument's name. */
const TEXTS: readonly (readonly [RegExp, string, string])[] = [
  [/arns?$|_arn_/, "arn:aws:iam::123456789012:role/first", "arn:aws:iam::123456789012:role/second"],
  [/cidr(_block|s)?$/, "10.1.0.0/16", "10.2.0.0/16"],
  [/ip_address|^address$|private_ip$/, "10.1.0.1", "10.1.0.2"],
  [/(policy|document|pattern|definition|body|json)$/, '{"Statement":[]}', '{"Statement":[{"Effect":"Deny"}]}'],
  [/enabled$/, "true", "false"],
  [/version$/, "8.2", "8.3"],
  [/region$/, "eu-west-1", "eu-west-2"],
  [/(time|date)$/, "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"],
];

/**
 * Changes that count only in one direction, or between values that the provider knows, as each type's `CustomizeDiff` says.
 * Source: https://github.com/hashicorp/terraform-provider-aws/tree/v5.100.0/internal/service
 */
const TELLING: Readonly<Record<string, readonly Change[]>> = {
  "aws_ecr_lifecycle_policy.policy": [[lifecyclePolicy(1), lifecyclePolicy(2)]],
  "aws_cloudwatch_contributor_insight_rule.rule_state": [["ENABLED", "DISABLED"]],
  "aws_cloudwatch_log_anomaly_detector.evaluation_frequency": [["FIVE_MIN", "ONE_HOUR"]],
  "aws_elasticache_replication_group.engine": [
    ["valkey", "redis"],
    ["redis", "valkey"],
  ],
  "aws_elasticache_replication_group.engine_version": [
    ["8.2", "7.2"],
    ["7.2", "8.2"],
  ],
  "aws_glue_catalog_table_optimizer.type": [["compaction", "retention"]],
  "aws_grafana_workspace_service_account.grafana_role": [["ADMIN", "EDITOR"]],
  "aws_cloudwatch_log_delivery_destination.output_format": [["json", "plain"]],
  "aws_lb_target_group.target_type": [["ip", "instance"]],
  "aws_lb_target_group.protocol": [["TCP", "TLS"]],
  "aws_lb_target_group.ip_address_type": [["ipv4", "ipv6"]],
  "aws_s3_bucket_lifecycle_configuration.transition_default_minimum_object_size": [
    ["varies_by_storage_class", "all_storage_classes_128K"],
  ],
  "aws_rds_cluster.storage_type": [["io1", "aurora"]],
  // A network load balancer gains zones in place, and keeps or lacks security groups for life.
  "aws_lb.subnets": [[["subnet-1"], ["subnet-1", "subnet-2"]]],
  "aws_lb.security_groups": [
    [["sg-1"], ["sg-2"]],
    [["sg-1"], []],
    [[], ["sg-1"]],
  ],
  "aws_lb.load_balancer_type": [["network", "application"]],
};

function lifecyclePolicy(days: number): string {
  const selection = { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: days };
  return JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: "expire" } }] });
}

/** Changes to try for an argument, the likeliest first. A flag is turned both on and off. */
export function changesOf(place: string, name: string, type: CtyType): Change[] {
  const telling = TELLING[`${place}.${name}`] ?? [];
  const usual: Change = [sample(name, type, 0), sample(name, type, 1)];
  return type === "bool" ? [usual, [usual[1], usual[0]]] : [...telling, usual];
}

/** A value of `type`; variants 0 and 1 differ wherever the type allows it. */
export function sample(name: string, type: CtyType, variant: 0 | 1): CtyValue {
  if (type === "string") {
    const [, first, second] = TEXTS.find(([ending]) => ending.test(name)) ?? [name, "p95-a", "p95-b"];
    return variant === 0 ? first : second;
  }
  if (type === "number") return variant + 1;
  if (type === "bool") return variant === 0;
  const element = elementType(type);
  const fields = fieldTypes(type);
  if (element !== undefined) {
    const one = sample(name, element, variant);
    return isSequence(type) ? [one] : { key: one };
  }
  if (fields === undefined) return null;
  return Object.fromEntries(Object.entries(fields).map(([field, each]) => [field, sample(field, each, variant)]));
}
