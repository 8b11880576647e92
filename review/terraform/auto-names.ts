import type { Properties } from "../engine/values";
import type { CtyObject } from "./cty";
import type { DeclaredArgument } from "./declared-arguments";
import type { Block } from "./schema";

/** Seven digits and a hyphen, as Pulumi appends them. */
const SUFFIX = "-0a1b2c3";

/** Where Pulumi names an argument that Terraform leaves to AWS or to chance. The rest is called `name`. */
const NAME_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_cloudwatch_metric_alarm: "alarm_name",
  aws_db_instance: "identifier",
  aws_lambda_function: "function_name",
  aws_rds_cluster: "cluster_identifier",
  aws_rds_cluster_instance: "identifier",
  aws_s3_bucket: "bucket",
};

/** Services that take no capitals. */
const LOWER_CASE = new Set(["aws_s3_bucket", "aws_elasticache_replication_group", "aws_db_subnet_group"]);

/**
 * The name that Pulumi would make up for a resource without one, so that the provider judges its length and characters too. None
 * when the program gives a name or a prefix.
 * Source: https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/autonaming.go
 */
export function autoNames(
  terraformType: string,
  block: Block,
  name: string,
  inputs: Properties,
  declared: readonly DeclaredArgument[],
  config: CtyObject,
): CtyObject {
  const cased = LOWER_CASE.has(terraformType) ? name.toLowerCase() : name;
  const made = decorate(terraformType, `${cased}${SUFFIX}`, inputs);
  const usual = NAME_ARGUMENTS[terraformType] ?? "name";
  const attribute = block.attributes.get(usual);
  const mayBeNamed = attribute !== undefined && (attribute.required || attribute.optional);
  const wanted = mayBeNamed && config[usual] === null && !Object.keys(inputs).some((key) => /prefix$/i.test(key));
  const optional = declared.some((each) => each.optional && each.name.toLowerCase() === usual.replaceAll("_", ""));
  const renamed = declared.some((each) => each.optional && each.name === "name");
  return wanted && (optional || renamed) ? { [usual]: made } : {};
}

function decorate(terraformType: string, name: string, inputs: Properties): string {
  if (terraformType === "aws_kms_alias") return `alias/${name}`;
  const fifo = inputs.fifoQueue === true || inputs.fifoTopic === true;
  return fifo ? `${name}.fifo` : name;
}
