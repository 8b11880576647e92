import { isDeepStrictEqual } from "node:util";
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
  /** The same for changes that replace with some values only, or only beside some other arguments. */
  readonly depends: Record<string, ChangeKind[]>;
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
  const depends: Record<string, ChangeKind[]> = {};
  const bases: readonly Base[] = [
    { config: emptyConfig(block), make: emptyConfig },
    { config: requiredConfig(block), make: requiredConfig },
    ...real.map((config) => ({ config, make: requiredConfig })),
  ];
  // One after the other: a crash must be blamed on the right probe.
  for (const probe of probes) {
    const tally = await measure(provider, terraformType, block, probe, bases);
    if (typeof tally === "string") {
      unmeasured[probe.pulumi] = tally;
      continue;
    }
    const always = KINDS.filter((kind) => tally[kind].replaced > 0 && tally[kind].replaced === tally[kind].judged);
    const sometimes = KINDS.filter((kind) => tally[kind].replaced > 0 && tally[kind].replaced < tally[kind].judged);
    if (always.length > 0) replaces[probe.pulumi] = always;
    if (sometimes.length > 0) depends[probe.pulumi] = sometimes;
  }
  return { replaces, depends, unmeasured };
}

const KINDS: readonly ChangeKind[] = ["add", "delete", "update"];

/** Of the changes that the provider could judge, how many replace. */
type Tally = Record<ChangeKind, { judged: number; replaced: number }>;

interface Base {
  readonly config: CtyObject;
  readonly make: (block: Block) => CtyObject;
}

/** @returns the tally of the first base that showed a replacement, or the provider's error when it could judge nothing. */
async function measure(
  provider: AwsProvider,
  terraformType: string,
  block: Block,
  { path, target }: Probe,
  bases: readonly Base[],
): Promise<Tally | string> {
  let tally: Tally | undefined;
  let error = "";
  const isSlow = SLOW_TYPES.has(terraformType);
  const isArgument = "type" in target;
  const nothing = isArgument || target.nesting === "SINGLE" || target.nesting === "GROUP" ? null : [];
  for (const { config, make } of isSlow ? bases.slice(0, 1) : bases) {
    const own: Tally = {
      add: { judged: 0, replaced: 0 },
      delete: { judged: 0, replaced: 0 },
      update: { judged: 0, replaced: 0 },
    };
    let answered = false;
    const attempt = async (kind: ChangeKind, before: CtyValue, after: CtyValue) => {
      const state = withValue(config, block, path, before, make);
      // A few newer types have no id; the rest exist only with one.
      const prior = block.attributes.has("id") ? { ...state, id: "p95" } : state;
      const plan = await planOf(provider, terraformType, prior, withValue(config, block, path, after, make));
      if (typeof plan === "string") {
        error = plan;
        return;
      }
      answered = true;
      // A difference that the provider does not see, e.g. in the order of JSON, says nothing.
      if (isDeepStrictEqual(plan.planned, prior)) return;
      own[kind].judged++;
      if (plan.requiresReplace.some(({ steps }) => isAbout(steps, path))) own[kind].replaced++;
    };
    const all = changes(terraformType, path, target);
    for (const [before, after] of all) {
      if (isArgument) await attempt("update", before, after);
      // With other arguments around, one kind shows whether a condition applies; it need not be tried three times.
      const isQuick = isSlow || (tally !== undefined && all.length === 1 && own.update.replaced === 0);
      if (isQuick && isArgument) continue;
      // What the cloud fills in is never absent from the state.
      await attempt("add", isArgument && target.computed ? before : nothing, after);
      await attempt("delete", before, nothing);
    }
    if (!answered) continue;
    if (KINDS.some((kind) => own[kind].replaced > 0)) return own;
    tally ??= own;
  }
  return tally ?? error;
}

/** @returns the plan, or why the provider could not make one. */
async function planOf(provider: AwsProvider, terraformType: string, prior: CtyObject, config: CtyObject) {
  try {
    const plan = await provider.plan(terraformType, prior, config);
    const [first] = errorsOf(plan.diagnostics);
    return first === undefined ? plan : messageOf(first);
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
