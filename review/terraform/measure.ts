import { emptyConfig } from "./convert";
import type { CtyObject, CtyValue } from "./cty";
import type { DeclaredArguments } from "./declared-arguments";
import { errorsOf, messageOf } from "./diagnostics";
import { requiredConfig, withValue } from "./places";
import { listProbes, type Probe, SLOW_TYPES } from "./probes";
import { type AwsProvider, ProviderCrash } from "./provider";
import type { ChangeKind } from "./replacements";
import { type Change, changesOf } from "./samples";
import type { Attribute, Block, NestedBlock } from "./schema";

/** What changing each property of a type does. */
export interface Measured {
  /** Pulumi's path to the kinds of change that replace the resource. */
  readonly replaces: Record<string, ChangeKind[]>;
  /** Pulumi's path to the reason why the provider could not say. */
  readonly unmeasured: Record<string, string>;
}

/**
 * Measures which properties force replacement: for each, a state and a changed proposal go to the provider's plan.
 * @param real Configurations of such resources that a stack really has, as they would stand in the state.
 */
export async function measureType(
  provider: AwsProvider,
  declared: DeclaredArguments,
  type: string,
  terraformType: string,
  real: readonly CtyObject[],
): Promise<Measured> {
  const block = provider.block(terraformType)!;
  const unmeasured: Record<string, string> = {};
  const probes = listProbes(declared, type, terraformType, block, unmeasured);
  const replaces: Record<string, ChangeKind[]> = {};
  const bases: readonly Base[] = [
    { config: emptyConfig(block), make: emptyConfig },
    { config: requiredConfig(block), make: requiredConfig },
    ...real.map((config) => ({ config, make: requiredConfig })),
  ];
  // One after the other: a crash must be blamed on the right probe.
  for (const probe of probes) {
    const kinds = await measure(provider, terraformType, block, probe, bases);
    if (typeof kinds === "string") unmeasured[probe.pulumi] = kinds;
    else if (kinds.length > 0) replaces[probe.pulumi] = kinds;
  }
  return { replaces, unmeasured };
}

interface Base {
  readonly config: CtyObject;
  readonly make: (block: Block) => CtyObject;
}

/** @returns the kinds of change that replace, or the provider's error when it could judge none. */
async function measure(
  provider: AwsProvider,
  terraformType: string,
  block: Block,
  { path, target }: Probe,
  bases: readonly Base[],
): Promise<ChangeKind[] | string> {
  const kinds = new Set<ChangeKind>();
  let judged = false;
  let error = "";
  const attempt = async (kind: ChangeKind, { config, make }: Base, before: CtyValue, after: CtyValue) => {
    const prior = { ...withValue(config, block, path, before, make), id: "p95" };
    const proposed = withValue(config, block, path, after, make);
    const plan = await planOf(provider, terraformType, prior, proposed);
    if (typeof plan === "string") error = plan;
    else judged = true;
    if (typeof plan !== "string" && plan.some(({ steps }) => isAbout(steps, path))) kinds.add(kind);
  };
  const isSlow = SLOW_TYPES.has(terraformType);
  for (const base of isSlow ? bases.slice(0, 1) : bases) {
    for (const [before, after] of changes(terraformType, path, target)) {
      const nothing = "type" in target || target.nesting === "SINGLE" || target.nesting === "GROUP" ? null : [];
      if ("type" in target) await attempt("update", base, before, after);
      // With other arguments around, one kind shows whether a condition applies; it need not be tried three times.
      if ((judged && base !== bases[0] && "type" in target) || isSlow) continue;
      // What the cloud fills in is never absent from the state.
      const computed = "type" in target && target.computed;
      await attempt("add", base, computed ? before : nothing, after);
      await attempt("delete", base, before, nothing);
    }
    if (kinds.size > 0) break;
  }
  if (!judged) return error || `not measured: a plan of this type takes seconds`;
  return [...kinds].sort();
}

/** @returns the paths that require replacement, or why the provider could not say. */
async function planOf(provider: AwsProvider, terraformType: string, prior: CtyObject, config: CtyObject) {
  try {
    const { diagnostics, requiresReplace } = await provider.plan(terraformType, prior, config);
    const [first] = errorsOf(diagnostics);
    return first === undefined ? requiresReplace : messageOf(first);
  } catch (error) {
    if (error instanceof ProviderCrash) return `the provider crashed: ${error.message}`;
    throw error;
  }
}

function changes(terraformType: string, path: readonly string[], target: Attribute | NestedBlock): readonly Change[] {
  const place = [terraformType, ...path.slice(0, -1)].join(".");
  if ("type" in target) return changesOf(place, target.name, target.type);
  const one = requiredConfig(target.block);
  const value =
    target.nesting === "LIST" || target.nesting === "SET" ? [one] : target.nesting === "MAP" ? { key: one } : one;
  return [[value, value]];
}

/** Whether the provider means the changed property, something inside it, or a block around it. */
function isAbout(steps: readonly { readonly attribute_name?: string }[], path: readonly string[]): boolean {
  const names = steps.flatMap(({ attribute_name }) => (attribute_name ? [attribute_name] : []));
  return names.every((name, i) => i >= path.length || name === path[i]);
}
