import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { layOut } from "../../../review/checkout/two-commits";
import { ReviewRepository } from "../../support/review-repository";
import { temporaryFolder } from "../../support/temporary-folder";

const repository = new ReviewRepository();
const scratch = temporaryFolder("two-commits");
const checkouts = join(scratch, "checkouts");

beforeAll(() => {
  mkdirSync(checkouts);
  jest.spyOn(os, "tmpdir").mockReturnValue(checkouts);
  repository.commit("one", { "index.js": "one" });
  repository.commit("two", { "index.js": "two" });
});
afterAll(() => repository.remove());

const textIn = (directory: string) => readFileSync(join(directory, "index.js"), "utf8");
const left = () => [...readdirSync(checkouts), ...repository.git("worktree", "list").split("\n").slice(1)];

/** Lets git write files only as a shell script does that gets them on its standard input. */
function writeThrough(script: string): void {
  const file = join(scratch, "filter.sh");
  writeFileSync(file, script);
  repository.git("config", "filter.scripted.smudge", `sh ${file}`);
  repository.git("config", "filter.scripted.required", "true");
  writeFileSync(join(repository.directory, ".git/info/attributes"), "index.js filter=scripted\n");
}

describe("layOut()", () => {
  it("lays both commits out and takes both away, the second time without a word", async () => {
    const commits = await layOut(repository.directory, "one", "two");
    const [base, head] = [await commits.base, await commits.head];
    expect([textIn(base.directory), textIn(head.directory)]).toEqual(["one", "two"]);
    expect(left()).toHaveLength(4);
    expect(base.revision).toEqual({ name: "one", commit: repository.git("rev-parse", "one") });
    expect(head.revision).toEqual({ name: "two", commit: repository.git("rev-parse", "two") });
    await commits.remove();
    await commits.remove();
    expect(left()).toEqual([]);
  });

  it("takes the files as they lie there where no head is named", async () => {
    const commits = await layOut(repository.directory, "one", undefined);
    expect(await commits.head).toEqual({
      ...{ revision: { name: "working tree", commit: undefined }, directory: repository.directory },
    });
    await commits.remove();
    expect(textIn(repository.directory)).toBe("two");
    expect(left()).toEqual([]);
  });

  it("writes both at the same time", async () => {
    const meeting = join(scratch, "meeting");
    mkdirSync(meeting);
    // Each waits for the other; one after the other, the first would give up.
    const hasMet = `[ "$(ls ${meeting} | wc -l)" -ge 2 ] && exec cat`;
    writeThrough(`touch ${meeting}/$$\nfor i in $(seq 100); do ${hasMet}; sleep 0.1; done; exit 1\n`);
    const commits = await layOut(repository.directory, "one", "two");
    const trees = await Promise.all([commits.base, commits.head]);
    expect(trees.map(({ directory }) => textIn(directory))).toEqual(["one", "two"]);
    await commits.remove();
  });

  it("leaves nothing behind when one of them cannot be written", async () => {
    writeThrough("grep one\n");
    const commits = await layOut(repository.directory, "one", "two");
    await expect(commits.head).rejects.toThrow("smudge filter scripted failed");
    expect(textIn((await commits.base).directory).trim()).toBe("one");
    await commits.remove();
    expect(left()).toEqual([]);
  });
});
