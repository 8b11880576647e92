import { isSequence } from "./cty";
import type { Block } from "./schema";

/**
 * Arguments that Pulumi calls otherwise, by `<terraform type>.<path of blocks>`. The rest follows from the rule below.
 * Source: https://github.com/pulumi/pulumi-aws/blob/master/provider/resources.go (`Fields`)
 */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

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
  return attribute === undefined ? block.blocks.get(name)?.maxItems !== 1 : isSequence(attribute.type);
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
