import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../cache-folder.cjs";
import { SettingsError } from "../engine/settings-error";

const execute = promisify(execFile);

/** What decides which packages are installed. */
const LOCK_FILES = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];

/**
 * Gives the program in a checkout the packages of its own lock file: those of `present`, a folder where they are installed, if its
 * lock file is the same; else installed by `npm ci` without running their scripts, once for each lock file.
 * @param directory The program's folder in the checkout.
 * @param present The same folder where the user works.
 * @throws {SettingsError} if they cannot be installed.
 */
export async function linkDependencies(
  directory: string,
  present: string,
  environment: NodeJS.ProcessEnv,
  tell: (text: string) => void,
): Promise<void> {
  const root = packageRoot(directory);
  if (root === undefined || existsSync(join(root, "node_modules"))) return;
  const presentRoot = packageRoot(present);
  const wanted = await fingerprint(root);
  const installed = presentRoot === undefined ? undefined : join(presentRoot, "node_modules");
  const same = presentRoot !== undefined && (await fingerprint(presentRoot)) === wanted;
  if (installed !== undefined && same && existsSync(installed)) {
    await symlink(installed, join(root, "node_modules"));
    return;
  }
  await symlink(await cached(root, wanted, environment, tell), join(root, "node_modules"));
}

/** Whether a folder inside of a package, such as that of a policy pack, has packages of its own. */
export function hasOwnDependencies(directory: string): boolean {
  return [...LOCK_FILES, "node_modules"].some((name) => existsSync(join(directory, name)));
}

/** The nearest folder with a package.json. */
function packageRoot(directory: string): string | undefined {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : packageRoot(parent);
}

/** The same for two folders whose packages are the same. Scripts, names and versions of the package itself do not count. */
async function fingerprint(root: string): Promise<string> {
  const lock = LOCK_FILES.find((name) => existsSync(join(root, name)));
  const hash = createHash("sha256");
  if (lock !== undefined)
    return hash
      .update(lock)
      .update(await readFile(join(root, lock)))
      .digest("hex");
  const { dependencies, devDependencies, overrides } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return hash.update(JSON.stringify([dependencies, devDependencies, overrides])).digest("hex");
}

/** Folder with the packages of that fingerprint, made if it is not there yet. */
async function cached(
  root: string,
  wanted: string,
  environment: NodeJS.ProcessEnv,
  tell: (text: string) => void,
): Promise<string> {
  const cache = cacheFolder(environment);
  const target = join(cache, "packages", wanted);
  if (existsSync(target)) return join(target, "node_modules");
  if (!existsSync(join(root, "package-lock.json"))) {
    throw new SettingsError("Cannot install the packages of another commit", [
      `${root}: must have a package-lock.json, or the same lock file as the working tree`,
    ]);
  }
  await mkdir(join(cache, "packages"), { recursive: true });
  const draft = await mkdtemp(join(cache, "packages", "draft-"));
  try {
    for (const name of ["package.json", "package-lock.json", ".npmrc"]) {
      if (existsSync(join(root, name))) await cp(join(root, name), join(draft, name));
    }
    tell("installing the packages of another commit");
    // Scripts would run code of the commit under review, and an embedded preview needs none of what they build.
    await execute("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: draft, env: environment });
    await mkdir(join(draft, "node_modules"), { recursive: true }); // there is none where nothing is to be installed
    await rename(draft, target).catch((error) => {
      if (!existsSync(target)) throw error; // else another review was faster
    });
  } catch (error) {
    const { stderr = "", message } = error as { stderr?: string; message: string };
    const [reason] = stderr.split("\n").filter((line) => /npm (error|ERR!)/.test(line));
    throw new SettingsError("Cannot install the packages of another commit", [
      `npm ci in ${draft}: ${reason ?? message}`,
    ]);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return join(target, "node_modules");
}
