import { existsSync } from "node:fs";
import { join } from "node:path";
import { PACK_FILE, type PolicyPack, readPolicyPack } from "../engine/analyzer-pack";
import { type PolicySettings, readPackSettings } from "../engine/analyzer-settings";
import { badUsage } from "../exit-codes";

/** A pack to run, with the user's settings for it. */
export interface PackRequest {
  readonly pack: PolicyPack;
  readonly settings: Readonly<Record<string, PolicySettings>>;
}

/** What a person asked for on the command line. Paths are absolute. */
export interface PackFlags {
  readonly packs: readonly string[];
  readonly configs: readonly string[];
  readonly off: boolean;
}

/** Folder of a project's own pack, and in it that of its settings by stack. */
export const OWN_PACK = "policies";
const OWN_SETTINGS = "stacks";
/** For a stack without a file of its own, such as that of one pull request. */
const DEFAULT_SETTINGS = "default";

/**
 * The packs to run: those of the command line, else the project's own in `policies/` with the settings of the stack in
 * `policies/stacks/<stack>.json`, or `default.json` there.
 * @throws {Failed} when the flags do not fit each other.
 * @throws {SettingsError} when a pack or its settings cannot be read.
 */
export function findPacks(projectRoot: string, stack: string, { packs, configs, off }: PackFlags): PackRequest[] {
  if (off) {
    if (packs.length + configs.length > 0) badUsage("--no-policies: must not stand beside --policy-pack");
    return [];
  }
  const own = join(projectRoot, OWN_PACK);
  const directories = packs.length > 0 ? packs : existsSync(join(own, PACK_FILE)) ? [own] : [];
  if (configs.length > 0 && configs.length !== directories.length) {
    badUsage(`--policy-pack-config: must be given once for each policy pack (${directories.length}), or not at all`);
  }
  return directories.map((directory, i) => {
    const file = configs[i] ?? (directory === own ? storedSettings(own, stack) : undefined);
    return { pack: readPolicyPack(directory), settings: file === undefined ? {} : readPackSettings(file) };
  });
}

function storedSettings(pack: string, stack: string): string | undefined {
  const files = [stack, DEFAULT_SETTINGS].map((name) => join(pack, OWN_SETTINGS, `${name}.json`));
  return files.find((file) => existsSync(file));
}
