import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { linkDependencies } from "../../../review/checkout/dependencies";
import { Repository } from "../../../review/checkout/repository";
import { temporaryFolder } from "../../support/temporary-folder";

const git = (directory: string, ...args: string[]) =>
  execFileSync("git", ["-C", directory, "-c", "user.name=x", "-c", "user.email=x@example.com", ...args], {
    encoding: "utf8",
  }).trim();

/** A repository with two commits of `app/file.txt`, tagged `one` and `two`. */
function repository(): string {
  const root = temporaryFolder("repository");
  git(root, "init", "--quiet");
  mkdirSync(join(root, "app"));
  for (const text of ["one", "two"]) {
    writeFileSync(join(root, "app/file.txt"), text);
    git(root, "add", ".");
    git(root, "commit", "--quiet", "-m", text);
    git(root, "tag", text);
  }
  return root;
}

describe("Repository", () => {
  it("writes the files of a commit beside the working tree and takes them away again", async () => {
    const root = repository();
    writeFileSync(join(root, "app/file.txt"), "not committed");
    const found = await Repository.around(join(root, "app"));
    const checkout = await found.checkOut(await found.commit("--base", "one"));
    const inside = await found.inside(checkout, join(root, "app"));
    expect(readFileSync(join(inside, "file.txt"), "utf8")).toBe("one");
    expect(readFileSync(join(root, "app/file.txt"), "utf8")).toBe("not committed");
    expect(checkout.commit).toBe(git(root, "rev-parse", "one"));
    await found.remove([checkout]);
    expect(existsSync(checkout.directory)).toBe(false);
    expect(git(root, "worktree", "list").split("\n")).toHaveLength(1);
  });

  it("runs no hook of the repository", async () => {
    const root = repository();
    writeFileSync(join(root, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${root}/hook-ran\n`, { mode: 0o755 });
    const found = await Repository.around(root);
    const checkout = await found.checkOut(await found.commit("--base", "one"));
    await found.remove([checkout]);
    expect(existsSync(join(root, "hook-ran"))).toBe(false);
  });

  it.each(["no-such-branch", "--upload-pack=touch x", ""])("names a commit that it cannot find: %j", async (ref) => {
    const root = repository();
    const found = await Repository.around(root);
    await expect(found.commit("--base", ref)).rejects.toThrow(
      `Cannot compare commits\n  --base: must name a commit of ${root}, got "${ref}". In CI, fetch the whole history or at least that commit.`,
    );
  });

  it("says so where there is no repository", async () => {
    const directory = temporaryFolder("no-repository");
    await expect(Repository.around(directory)).rejects.toThrow(
      `Cannot compare commits\n  ${directory}: must lie in a git repository`,
    );
  });
});

describe("linkDependencies()", () => {
  const tell = () => {};

  /** A folder with a lock file and, where told, one installed package. */
  function folder(lock: string, installed: boolean): string {
    const directory = temporaryFolder("packages");
    writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "x", version: "1.0.0" }));
    writeFileSync(join(directory, "package-lock.json"), lock);
    if (installed) mkdirSync(join(directory, "node_modules/there"), { recursive: true });
    return directory;
  }
  const lock = (name: string) =>
    JSON.stringify({ name, version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "x", version: "1.0.0" } } });

  it("uses the packages that are installed where the lock file is the same", async () => {
    const directory = folder(lock("x"), false);
    await linkDependencies(directory, folder(lock("x"), true), {}, tell);
    expect(readdirSync(join(directory, "node_modules"))).toEqual(["there"]);
  });

  it("installs those of another lock file, once", async () => {
    const cache = temporaryFolder("cache");
    const environment = { ...process.env, P95_CACHE: cache };
    const told: string[] = [];
    for (const _ of [1, 2]) {
      const directory = folder(lock("y"), false);
      await linkDependencies(directory, folder(lock("x"), true), environment, (text) => told.push(text));
      expect(readdirSync(join(directory, "node_modules"))).not.toContain("there");
    }
    expect(told).toEqual(["installing the packages of another commit"]);
    expect(readdirSync(join(cache, "packages"))).toHaveLength(1);
  });

  it("names what is wrong with a lock file and leaves nothing behind", async () => {
    const cache = temporaryFolder("cache");
    const directory = folder("{ broken", false);
    const environment = { ...process.env, P95_CACHE: cache };
    await expect(linkDependencies(directory, folder(lock("x"), true), environment, tell)).rejects.toThrow(
      /^Cannot install the packages of another commit\n {2}npm ci in .*: npm error/,
    );
    expect(readdirSync(join(cache, "packages"))).toEqual([]);
  });

  it("leaves installed packages alone", async () => {
    const directory = folder(lock("z"), true);
    await linkDependencies(directory, folder(lock("x"), false), {}, tell);
    expect(readdirSync(join(directory, "node_modules"))).toEqual(["there"]);
  });
});
