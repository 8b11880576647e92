import { execFile } from "node:child_process";
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { SettingsError } from "../engine/settings-error";

const execute = promisify(execFile);

/** A commit's files in a folder of their own. */
export interface Checkout {
  /** Absolute. */
  readonly directory: string;
  /** Full hash. */
  readonly commit: string;
}

/** A git repository on this machine. */
export class Repository {
  /** @param root Folder of the working tree. Absolute, without links. */
  private constructor(readonly root: string) {}

  /** The repository that `directory` lies in. @throws {SettingsError} if it lies in none, or there is no git. */
  static async around(directory: string): Promise<Repository> {
    try {
      return new Repository(await git(directory, "rev-parse", "--show-toplevel"));
    } catch (error) {
      const reason =
        (error as { code?: unknown }).code === "ENOENT" ? "git must be installed" : "must lie in a git repository";
      throw new SettingsError("Cannot compare commits", [`${directory}: ${reason}`]);
    }
  }

  /** Full hash of the commit that a branch, tag, hash or the like names. @throws {SettingsError} */
  async commit(flag: string, ref: string): Promise<string> {
    try {
      return await git(this.root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    } catch {
      throw new SettingsError("Cannot compare commits", [
        `${flag}: must name a commit of ${this.root}, got "${ref}". In CI, fetch the whole history or at least that commit.`,
      ]);
    }
  }

  /** The same folder in a checkout: `directory` counted from the root. */
  async inside(checkout: Pick<Checkout, "directory">, directory: string): Promise<string> {
    return join(checkout.directory, relative(this.root, await realpath(directory)));
  }

  /**
   * Writes the files of a commit into a new folder outside of the working tree, which stays as it is. Several may be written at the
   * same time: git gives each an entry of its own.
   */
  async checkOut(commit: string): Promise<Checkout> {
    const parent = await realpath(await mkdtemp(join(tmpdir(), "p95-checkout-")));
    const checkout = { directory: join(parent, "tree"), commit };
    // A hook may be a script of the commit under review.
    const options = ["-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false"];
    try {
      await git(this.root, ...options, "worktree", "add", "--quiet", "--detach", checkout.directory, commit);
    } catch (error) {
      await this.remove([checkout]);
      throw error;
    }
    return checkout;
  }

  /** Takes checkouts away, in processes of their own: whoever has something to do meanwhile is not held up. */
  async remove(checkouts: readonly Checkout[]): Promise<void> {
    if (checkouts.length === 0) return;
    await execute("rm", ["-rf", ...checkouts.map(({ directory }) => dirname(directory))]);
    await git(this.root, "worktree", "prune");
  }
}

async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute("git", ["-C", directory, ...args], { maxBuffer: 1 << 26 });
  return stdout.trim();
}
