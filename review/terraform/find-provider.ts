import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { rcompare, valid } from "semver";
import { badUsage } from "../exit-codes";

/** A provider binary and how it was found. */
export interface FoundProvider {
  readonly path: string;
  /** `unknown` when neither the file nor its folder names it. */
  readonly version: string;
  readonly foundBy: string;
}

/** Names the binary itself, and wins over every other place; `none` switches the search off. */
export const PROVIDER_VARIABLE = "P95_TERRAFORM_AWS_PROVIDER";

/** Why there is none. */
export function whyMissing(env: NodeJS.ProcessEnv): string {
  if (env[PROVIDER_VARIABLE] === "none") return `${PROVIDER_VARIABLE} is "none"`;
  const places = `${PROVIDER_VARIABLE} is not set, and no mirror or cache of Terraform has one`;
  return `no terraform-provider-aws for ${TARGET} on this machine (${places})`;
}

/** As mirrors spell this machine. */
const TARGET = `${process.platform === "win32" ? "windows" : process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

/** Where Terraform keeps providers, without it being asked. */
interface Place {
  readonly directory: string;
  readonly foundBy: string;
}

/**
 * The newest provider of AWS for this machine, in Terraform's own order: what the user names, its configuration file, the
 * cache, the implied mirrors, and at last mirrors that an image put below /opt. `undefined` when there is none.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 * @throws {Failed} when the user names a file that is not there: a mistake must not look like a missing provider.
 */
export function findProvider(env: NodeJS.ProcessEnv, project: string): FoundProvider | undefined {
  const named = env[PROVIDER_VARIABLE];
  if (named === "none") return undefined;
  if (named) return namedProvider(named);
  for (const { directory, foundBy } of places(env, project)) {
    const [newest] = inMirror(directory);
    if (newest !== undefined) return { ...newest, foundBy };
  }
  return undefined;
}

function namedProvider(named: string): FoundProvider {
  const inside = isDirectory(named) ? binariesIn(named)[0] : undefined;
  const path = inside ?? named;
  if (!existsSync(path) || isDirectory(path)) badUsage(`${PROVIDER_VARIABLE}: there is no provider at "${named}"`);
  return { path, version: versionOf(path) ?? "unknown", foundBy: PROVIDER_VARIABLE };
}

function places(env: NodeJS.ProcessEnv, project: string): Place[] {
  const home = env.HOME ?? homedir();
  const shared = (env.XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":");
  const implied = [
    join(project, "terraform.d/plugins"),
    join(home, ".terraform.d/plugins"),
    join(env.XDG_DATA_HOME || join(home, ".local/share"), "terraform/plugins"),
    ...shared.flatMap((folder) => [join(folder, "terraform/plugins"), join(folder, "terraform/providers")]),
    join(home, "Library/Application Support/io.terraform/plugins"),
    "/Library/Application Support/io.terraform/plugins",
    join(home, ".terraform.d/plugin-cache"),
    join(project, ".terraform/providers"),
  ];
  const cache = env.TF_PLUGIN_CACHE_DIR;
  return [
    ...configuredPlaces(env, home),
    ...(cache ? [{ directory: cache, foundBy: "TF_PLUGIN_CACHE_DIR" }] : []),
    ...implied.map((directory) => ({ directory, foundBy: directory })),
    ...entriesOf("/opt").map((name) => ({ directory: join("/opt", name), foundBy: `a mirror in /opt/${name}` })),
  ];
}

/** Mirrors and the cache that Terraform's configuration file names. The file may be missing, as Terraform allows. */
function configuredPlaces(env: NodeJS.ProcessEnv, home: string): Place[] {
  const file = env.TF_CLI_CONFIG_FILE || env.TERRAFORM_CONFIG || join(home, ".terraformrc");
  if (!existsSync(file)) return [];
  return mirrorsOf(readFileSync(file, "utf8")).map((path) => ({
    directory: path.replace(/^~(?=\/)/, home).replace(/^\$HOME(?=\/)/, home),
    foundBy: file,
  }));
}

/** Paths of `filesystem_mirror` blocks and of `plugin_cache_dir` in a configuration file of Terraform. */
export function mirrorsOf(configuration: string): string[] {
  const text = configuration.replace(/^\s*(#|\/\/).*$/gm, "");
  const mirrors = text.matchAll(/\bfilesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g);
  const caches = text.matchAll(/\bplugin_cache_dir\s*=\s*"([^"]+)"/g);
  return [...mirrors, ...caches].map(([, path = ""]) => path);
}

/**
 * Providers of AWS in a mirror's unpacked layout HOST/NAMESPACE/TYPE/VERSION/TARGET, newest first.
 * Source: https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export function inMirror(directory: string): { path: string; version: string }[] {
  return ["registry.terraform.io", "registry.opentofu.org"]
    .flatMap((host) => {
      const versions = join(directory, host, "hashicorp/aws");
      return entriesOf(versions)
        .filter((version) => valid(version) !== null)
        .flatMap((version) => binariesIn(join(versions, version, TARGET)).map((path) => ({ path, version })));
    })
    .sort((a, b) => rcompare(a.version, b.version));
}

const binariesIn = (directory: string) =>
  entriesOf(directory)
    .filter((name) => /^terraform-provider-aws(_v[\w.+-]+)?(\.exe)?$/.test(name))
    .map((name) => join(directory, name));

const versionOf = (path: string) =>
  /_v(\d+\.\d+\.\d+)/.exec(path)?.[1] ?? /hashicorp\/aws\/(\d+\.\d+\.\d+)\//.exec(path)?.[1];

function entriesOf(directory: string): string[] {
  return isDirectory(directory) ? readdirSync(directory).sort() : [];
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
