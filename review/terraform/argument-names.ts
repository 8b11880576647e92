import { isSequence } from "./cty";
import type { Block } from "./schema";

/**
 * Arguments that Pulumi calls otherwise, by `<terraform type>.<path of blocks>`. The rest follows from the rule below.
 * Source: https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go (`Fields`)
 */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_log_subscription_filter: { logGroup: "log_group_name" },
  aws_cloudwatch_metric_alarm: { name: "alarm_name" },
  // The archive itself: Terraform takes the path of a file.
  aws_lambda_function: { name: "function_name", code: "filename" },
  aws_lambda_layer_version: { code: "filename" },
  aws_lambda_permission: { function: "function_name" },
  aws_sns_topic_subscription: { topic: "topic_arn" },
};

/**
 * The argument or nested block of `block` that Pulumi calls `name`. Pulumi writes names in camel case and those of lists in the
 * plural; both sides are compared without case and underscores.
 * Source: https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/names.go (TerraformToPulumiNameV2)
 * @param place Terraform's type, and the names of the blocks around, joined by dots.
 */
export function terraformArgument(name: string, block: Block, place: string): string | undefined {
  const renamed = RENAMED[place]?.[name];
  if (renamed !== undefined) return renamed;
  const wanted = plain(name);
  const names = [...block.attributes.keys(), ...block.blocks.keys()];
  const same = names.find((each) => plain(each) === wanted);
  return same ?? names.find((each) => isRepeated(each, block) && plurals(plain(each)).includes(wanted));
}

const plain = (name: string) => name.replaceAll("_", "").toLowerCase();

function isRepeated(name: string, block: Block): boolean {
  const attribute = block.attributes.get(name);
  // Some blocks that may stand once are lists in Pulumi all the same, such as the aliases of aws_route53_record.
  return attribute === undefined || isSequence(attribute.type);
}

/** Irregular plurals come first; a wrong one does no harm, as nothing has such a name. */
function plurals(word: string): string[] {
  return [
    `${word}s`,
    `${word}es`,
    word.replace(/y$/, "ies"),
    word.replace(/criterion$/, "criteria"),
    word.replace(/index$/, "indices"),
    word.replace(/datum$/, "data"),
    word.replace(/f$/, "ves"),
  ];
}
