import { existsSync } from "node:fs";
import type { ResourceState } from "../engine/resource-state";
import { type Properties, revealSecrets } from "../engine/values";
import { writeWhole } from "../write-file";
import { toConfig } from "./convert";
import type { CtyObject } from "./cty";
import type { DeclaredArguments } from "./declared-arguments";
import { EXAMPLES } from "./examples";
import { measureType } from "./measure";
import { knownConfig } from "./places";
import { declaredOrThrow } from "./probes";
import type { AwsProvider } from "./provider";
import { loadReplacements, REPLACEMENTS_FILE, type ReplacementTable } from "./replacements";
import { STATED, STATED_EVERYWHERE, type Stated } from "./stated-replacements";
import { terraformNames } from "./type-names";

type Entry = ReplacementTable["types"][string];

const COMMAND = "npm run check:aws -- --write-replacements";

/** Real resources per type that take part: conditions in the provider's code often look at other arguments. */
const REAL_EXAMPLES = 1;

/**
 * Measures `types` anew, by default every one in the table and in the stacks, and writes the table after each: an interrupted run
 * loses nothing.
 */
export async function updateReplacements(
  provider: AwsProvider,
  declared: DeclaredArguments,
  version: string,
  states: readonly ResourceState[],
  onType: (type: string) => void,
  types = knownTypes(states),
): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const provenance = { provider: `terraform-provider-aws ${version}`, date, command: COMMAND };
  const measured: Record<string, Entry> = existsSync(REPLACEMENTS_FILE) ? { ...loadReplacements().types } : {};
  for (const type of types) {
    onType(type);
    measured[type] = await entryOf(provider, declared, type, states);
    writeWhole(REPLACEMENTS_FILE, format({ provenance, types: sorted(measured) }));
  }
}

function knownTypes(states: readonly ResourceState[]): string[] {
  const before = existsSync(REPLACEMENTS_FILE) ? Object.keys(loadReplacements().types) : [];
  const used = states.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
  return [...new Set([...before, ...used])].sort();
}

async function entryOf(
  provider: AwsProvider,
  declared: DeclaredArguments,
  type: string,
  states: readonly ResourceState[],
): Promise<Entry> {
  const terraformType = terraformNames(type).find((each) => provider.block(each) !== undefined);
  const own = declaredOrThrow(declared, type);
  const stated: Record<string, Stated> = { ...STATED[type] };
  if (terraformType === undefined) {
    const reason = "the provider has no such resource";
    const unmeasured = Object.fromEntries(own.map(({ name }) => [name, reason]));
    return { replaces: {}, depends: {}, unmeasured, stated: { ...everywhere(unmeasured), ...stated } };
  }
  const block = provider.block(terraformType)!;
  const examples = states.filter((state) => state.type === type).slice(0, REAL_EXAMPLES);
  const real = [EXAMPLES[type] ?? [], ...examples.map(({ inputs }) => inputs)].flat().map((inputs): CtyObject => {
    const { config } = toConfig(type, terraformType, block, revealSecrets(inputs) as Properties);
    return knownConfig(config, block);
  });
  const { replaces, depends, unmeasured } = await measureType(provider, declared, type, terraformType, real);
  return {
    replaces: sorted(replaces),
    depends: sorted(depends),
    unmeasured: sorted(unmeasured),
    stated: { ...everywhere(unmeasured), ...stated },
  };
}

const everywhere = (unmeasured: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(STATED_EVERYWHERE).filter(([path]) => path in unmeasured));

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One property a line, so that a difference between two measurements reads well. */
function format(table: ReplacementTable): string {
  return `${JSON.stringify(table, null, 2).replace(/\[\s+("[^\]]*?")\s+\]/g, (_, kinds: string) => `[${kinds.replace(/\s+/g, " ")}]`)}\n`;
}
