import { terraformArgument } from "./argument-names";
import type { DeclaredArgument, DeclaredArguments } from "./declared-arguments";
import { type Attribute, type Block, isSettable, type NestedBlock } from "./schema";

/** Blocks inside blocks beyond this are left out: filters of WAF nest without an end. */
const DEPTH = 4;
/** Paths of one type; breadth comes before depth. */
const MOST_PATHS = 300;

/** Types whose plan takes seconds, since their blocks nest so deep: only their own arguments are probed, for changes only. */
export const SLOW_TYPES: ReadonlySet<string> = new Set(["aws_wafv2_rule_group", "aws_wafv2_web_acl"]);

/** A property to be probed. */
export interface Probe {
  /** In Pulumi's notation, `[*]` for any element. */
  readonly pulumi: string;
  /** Terraform's names of blocks and, last, of the argument or block. */
  readonly path: readonly string[];
  readonly target: Attribute | NestedBlock;
}

/**
 * Properties of a type that a program may set. Why the others cannot be probed is added to `unmeasured`.
 * @throws when the SDK has no such type.
 */
export function listProbes(
  declared: DeclaredArguments,
  type: string,
  terraformType: string,
  block: Block,
  unmeasured: Record<string, string>,
): Probe[] {
  interface Level {
    readonly args: readonly DeclaredArgument[];
    readonly block: Block;
    readonly prefix: string;
    readonly path: readonly string[];
  }
  const depths = SLOW_TYPES.has(terraformType) ? 1 : DEPTH;
  const probes: Probe[] = [];
  let level: Level[] = [{ args: declaredOrThrow(declared, type), block, prefix: "", path: [] }];
  for (let depth = 0; depth < depths && level.length > 0; depth++) {
    const next: Level[] = [];
    for (const { args, block: inner, prefix, path } of level) {
      for (const { name, list, object } of args) {
        const pulumi = `${prefix}${name}`;
        const argument = terraformArgument(name, inner, [terraformType, ...path].join("."));
        const target =
          argument === undefined ? undefined : (inner.attributes.get(argument) ?? inner.blocks.get(argument));
        if (argument === undefined || target === undefined) {
          unmeasured[pulumi] = "the provider has no such argument";
          continue;
        }
        if ("type" in target && !isSettable(target)) {
          // Objects of Pulumi name what can only be read as well; of a resource's own arguments, all can be set in its version.
          if (depth === 0) unmeasured[pulumi] = "the provider can only read it";
          continue;
        }
        probes.push({ pulumi, path: [...path, argument], target });
        if ("type" in target) continue;
        const fields = object === undefined ? undefined : declared.ofObject(object);
        const below = `${pulumi}${list ? "[*]" : ""}`;
        if (fields === undefined) unmeasured[below] = "the SDK does not declare what is inside";
        else if (depth === depths - 1 || probes.length > MOST_PATHS)
          unmeasured[below] = "nested deeper than was measured";
        else
          next.push({
            args: fields,
            block: target.block,
            prefix: `${below}.`,
            path: [...path, argument],
          });
      }
    }
    level = next;
  }
  return probes;
}

/** Arguments of a type. Without any there would be nothing to probe, and a table that calls every change harmless. */
export function declaredOrThrow(declared: DeclaredArguments, type: string): readonly DeclaredArgument[] {
  const own = declared.ofResource(type);
  if (own === undefined) throw new Error(`the installed @pulumi/aws does not declare ${type}`);
  return own;
}
