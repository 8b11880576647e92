import type { Properties } from "../engine/values";
import { terraformArgument } from "./argument-names";
import type { CtyObject } from "./cty";
import type { DeclaredArgument } from "./declared-arguments";
import type { Block } from "./schema";

/** Seven digits and a hyphen, as Pulumi appends them. */
const SUFFIX = "-0a1b2c3";

/** Optional arguments that Pulumi names, beside those called `name`. It names those that Terraform requires as well. */
const NAME_ARGUMENTS: Readonly<Record<string, string>> = {
  aws_db_instance: "identifier",
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
  const optional = new Set(
    declared.filter((each) => each.optional).map((each) => terraformArgument(each.name, block, terraformType)),
  );
  const usual = NAME_ARGUMENTS[terraformType] ?? "name";
  const hasPrefix = Object.keys(inputs).some((key) => /prefix$/i.test(key));
  const named = [...block.attributes.values()].filter(
    ({ name: argument, type, required }) =>
      type === "string" &&
      config[argument] === null &&
      optional.has(argument) &&
      (required ? /(name|id|identifier)$/.test(argument) : argument === usual && !hasPrefix),
  );
  const cased = LOWER_CASE.has(terraformType) ? name.toLowerCase() : name;
  const made = decorate(terraformType, `${cased}${SUFFIX}`, inputs);
  return Object.fromEntries(named.map((each) => [each.name, made]));
}

function decorate(terraformType: string, name: string, inputs: Properties): string {
  if (terraformType === "aws_kms_alias") return `alias/${name}`;
  const fifo = inputs.fifoQueue === true || inputs.fifoTopic === true;
  return fifo ? `${name}.fifo` : name;
}
