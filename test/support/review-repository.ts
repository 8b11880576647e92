import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");

/** A git repository with a Pulumi program, for reviews of its commits. */
export class ReviewRepository {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), "p95-review-")));

  constructor() {
    this.git("init", "--quiet");
    symlinkSync(join(ROOT, "node_modules"), join(this.directory, "node_modules"));
    this.write({
      ".gitignore": "node_modules\n",
      "package.json": '{ "name": "shop", "main": "index.js" }\n',
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "Pulumi.dev.yaml": "config: {}\n",
    });
  }

  /** Writes files, an undefined one away, and commits everything as `name`, which is also a tag. */
  commit(name: string, files: Readonly<Record<string, string | undefined>>): void {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "-m", name);
    this.git("tag", name);
  }

  write(files: Readonly<Record<string, string | undefined>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.directory, path);
      mkdirSync(dirname(file), { recursive: true });
      if (content === undefined) rmSync(file, { force: true });
      else writeFileSync(file, content);
    }
  }

  git(...args: string[]): string {
    const identity = [
      "-c",
      "user.name=Reviewer",
      "-c",
      "user.email=reviewer@example.com",
      "-c",
      "commit.gpgsign=false",
    ];
    return execFileSync("git", ["-C", this.directory, ...identity, ...args], { encoding: "utf8" }).trim();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
