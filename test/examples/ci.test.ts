import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { COMMENT_MARK, MAX_COMMENT } from "../../review/render/review-markdown";

const CI = resolve(__dirname, "../../examples/ci");
const text = (path: string) => readFileSync(join(CI, path), "utf8");
const workflow = (name: string) => parse(text(`github/${name}.yml`));
const WORKFLOWS = readdirSync(join(CI, "github")).map((file) => file.replace(".yml", ""));
const stepsOf = (name: string): any[] => Object.values<any>(workflow(name).jobs).flatMap(({ steps }) => steps);
const GITLAB = parse(text("gitlab/.gitlab-ci.yml"), { merge: true });

const directory = mkdtempSync(join(tmpdir(), "p95-ci-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the workflows for GitHub", () => {
  it("are these", () => {
    expect(WORKFLOWS.sort()).toEqual(["p95-apply", "p95-comment", "p95-drift", "p95-review"]);
  });

  it.each(WORKFLOWS)("%s pins every action by its digest, and says which version that is", (name) => {
    const lines = text(`github/${name}.yml`)
      .split("\n")
      .filter((line) => /\buses:/.test(line));
    expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(lines).toHaveLength(stepsOf(name).filter(({ uses }) => uses !== undefined).length);
  });

  it("give a token nothing by default, and each job only what it needs", () => {
    const permissions = WORKFLOWS.map((name) => [
      name,
      workflow(name).permissions,
      ...Object.values<any>(workflow(name).jobs).map((job) => job.permissions),
    ]);
    expect(permissions).toEqual([
      [
        "p95-apply",
        {},
        { actions: "read", "pull-requests": "read", contents: "read" },
        { actions: "read", contents: "read", "id-token": "write" },
      ],
      ["p95-comment", {}, { actions: "read", "pull-requests": "write" }],
      ["p95-drift", {}, { contents: "read", "id-token": "write" }],
      ["p95-review", {}, { contents: "read" }],
    ]);
  });

  it("run code of a pull request only where there is no secret", () => {
    expect(workflow("p95-review").on).toEqual({ pull_request: null });
    expect(text("github/p95-review.yml")).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/);
    for (const name of WORKFLOWS) expect(Object.keys(workflow(name).on)).not.toContain("pull_request_target");
    const comment = stepsOf("p95-comment").map(({ uses, run }) => run ?? uses.replace(/@.*/, ""));
    expect(comment).toEqual(["actions/download-artifact", "actions/github-script"]);
  });

  it("leave no token behind in a checkout, and run no script of a package", () => {
    for (const name of WORKFLOWS) {
      const checkouts = stepsOf(name).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      expect(checkouts.filter((step) => step.with["persist-credentials"] !== false)).toEqual([]);
      const installs = stepsOf(name).filter(({ run }) => /npm (ci|install)/.test(run ?? ""));
      expect(installs.filter(({ run }) => !run.includes("--ignore-scripts"))).toEqual([]);
    }
  });

  it("put no expression into a shell or a script, where it could act", () => {
    for (const name of WORKFLOWS)
      for (const step of stepsOf(name)) expect(`${step.run ?? ""}${step.with?.script ?? ""}`).not.toContain("${{");
  });

  it("take credentials only after the comparison with what was reviewed", () => {
    const names = stepsOf("p95-apply").map(({ name, run, uses }) => name ?? run ?? uses.replace(/@.*/, ""));
    expect(names.slice(-4)).toEqual([
      "Compare with what was reviewed",
      "aws-actions/configure-aws-credentials",
      "pulumi/actions",
      "pulumi up",
    ]);
  });

  it.each(WORKFLOWS)("%s has shell that bash can read", (name) => {
    for (const { run } of stepsOf(name).filter((step) => step.run !== undefined))
      expect(spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr).toBe("");
  });
});

/** Runs a step as GitHub does, with commands of our own first in the path. */
function runStep(
  script: string,
  commands: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
) {
  const bin = join(directory, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, body] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...process.env, ...environment, PATH: `${bin}:${process.env.PATH}`, RUNNER_TEMP: directory };
  return spawnSync("bash", ["-eo", "pipefail", "-c", script], { cwd: directory, env, encoding: "utf8" });
}

const step = (name: string, wanted: string): string => stepsOf(name).find((each) => each.name === wanted).run;
/** Writes the export that it is told, which ends in the stack's name. */
const NPX =
  'while [ $# -gt 0 ]; do case $1 in --export) echo "$CONTENT ${2##*/}" > "$2"; shift;; esac; shift; done; exit "${CODE:-0}"';

describe("the digests", () => {
  beforeEach(() => {
    rmSync(directory, { recursive: true, force: true });
    for (const folder of ["stacks", "p95-out", "p95-review"]) mkdirSync(join(directory, folder), { recursive: true });
    for (const stack of ["dev", "prod"]) writeFileSync(join(directory, `stacks/Pulumi.${stack}.yaml`), "");
    writeFileSync(join(directory, "output"), "");
  });
  const review = (environment: Record<string, string> = {}) => {
    const run = step("p95-review", "Preview and digest of each stack");
    const result = runStep(
      run,
      { npx: NPX },
      { CONTENT: "a", GITHUB_OUTPUT: join(directory, "output"), ...environment },
    );
    return {
      ...result,
      digests: readFileSync(join(directory, "p95-out/digests.txt"), "utf8"),
      output: readFileSync(join(directory, "output"), "utf8"),
    };
  };

  it("are written for every stack, and a violated policy is remembered until the end", () => {
    const { status, digests, output } = review({ CODE: "4" });
    expect(status).toBe(0);
    expect(digests.split("\n").map((line) => line.replace(/[0-9a-f]{64}$/, "<digest>"))).toEqual([
      "dev <digest>",
      "prod <digest>",
      "",
    ]);
    expect(output).toBe("code=4\n");
    expect(runStep(step("p95-review", "Verdict"), {}, { REVIEW: "0", PREVIEW: "4" }).status).toBe(1);
    expect(runStep(step("p95-review", "Verdict"), {}, { REVIEW: "6", PREVIEW: "0" }).status).toBe(1);
    expect(runStep(step("p95-review", "Verdict"), {}, { REVIEW: "0", PREVIEW: "0" }).status).toBe(0);
  });

  it("let what was reviewed be applied, and stop everything else", () => {
    const run = step("p95-apply", "Compare with what was reviewed");
    const npx = NPX.replace("${2##*/}", "prod.json"); // the same program gives the same bytes under any file name
    writeFileSync(join(directory, "p95-review/digests.txt"), review().digests);
    expect(runStep(run, { npx }, { CONTENT: "a", STACK: "prod" }).status).toBe(0);
    const changed = runStep(run, { npx }, { CONTENT: "b", STACK: "prod" });
    expect([changed.status, changed.stdout]).toEqual([1, expect.stringContaining("prod is not what was reviewed")]);
    expect(runStep(run, { npx }, { CONTENT: "a", STACK: "staging" }).status).toBe(1); // nobody has reviewed it
    expect(runStep(run, { npx }, { CONTENT: "a", STACK: "prod", CODE: "4" }).status).toBe(4);
  });

  it("are looked for only where a pull request was merged and its review has passed", () => {
    const find = (pulls: string, runs: string) => {
      const gh = `case "$2" in */pulls) echo "${pulls}";; *status=success*) echo "${runs}";; *) exit 9;; esac`;
      const output = join(directory, "output");
      writeFileSync(output, "");
      const environment = { GITHUB_REPOSITORY: "o/r", GITHUB_SHA: "abc", GITHUB_OUTPUT: output };
      const { status, stdout } = runStep(step("p95-apply", "Find the review of this commit"), { gh }, environment);
      return [status, stdout.trim(), readFileSync(output, "utf8")];
    };
    expect(find("def", "7")).toEqual([0, "", "run=7\n"]);
    expect(find("", "7")).toEqual([1, "::error::abc came without a pull request, so nobody has reviewed it", ""]);
    expect(find("def", "")).toEqual([1, "::error::no review of def has passed", ""]);
  });
});

describe("the comment", () => {
  const script: string = stepsOf("p95-comment")[1].with.script;
  const run = {
    head_repository: { owner: { login: "stranger" } },
    head_branch: "patch",
    head_sha: "s1",
    html_url: "https://github.com/o/r/actions/runs/1",
  };

  /** Runs the script of the workflow against a GitHub of our own, and returns what it did. */
  async function comment(
    review: string,
    comments: readonly object[] = [],
    pulls: readonly object[] = [{ number: 5, head: { sha: "s1" } }],
  ) {
    mkdirSync(directory, { recursive: true });
    process.env.REVIEW = join(directory, "review.md");
    writeFileSync(process.env.REVIEW, review);
    const done: unknown[] = [];
    const record = (what: string) => async (given: object) => done.push([what, given]);
    const list = async (given: { head: string }) => ({ data: given.head === "stranger:patch" ? pulls : [] });
    const issues = { listComments: "list", updateComment: record("update"), createComment: record("create") };
    const github = { rest: { pulls: { list }, issues }, paginate: async () => comments };
    const context = { repo: { owner: "o", repo: "r" }, payload: { workflow_run: run } };
    const core = { setFailed: (why: string) => done.push(["failed", why]) };
    const body = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor;
    await body("github", "context", "core", "require", script)(github, context, core, require);
    return done;
  }
  const body = (review: string) => `${review}\n[The whole report](${run.html_url}#artifacts) of s1\n`;
  const REVIEW = `${COMMENT_MARK}\n### fine`;

  it("is made once and replaced afterwards, and never in place of a person's", async () => {
    expect(await comment(REVIEW)).toEqual([["create", { owner: "o", repo: "r", issue_number: 5, body: body(REVIEW) }]]);
    const others = [
      { id: 1, user: { login: "mallory" }, body: REVIEW },
      { id: 2, user: null, body: null },
    ];
    expect(await comment(REVIEW, others)).toEqual([["create", expect.objectContaining({ issue_number: 5 })]]);
    const own = { id: 3, user: { login: "github-actions[bot]" }, body: REVIEW };
    expect(await comment(REVIEW, [...others, own])).toEqual([
      ["update", { owner: "o", repo: "r", comment_id: 3, body: body(REVIEW) }],
    ]);
  });

  it("goes only to the pull request whose last commit was reviewed", async () => {
    expect(await comment(REVIEW, [], [{ number: 6, head: { sha: "s2" } }])).toEqual([]);
  });

  it("takes nothing but a review that GitHub would take", async () => {
    expect(await comment("hello")).toEqual([["failed", "this is no review of p95"]]);
    expect(await comment(REVIEW.padEnd(MAX_COMMENT + 1))).toEqual([["failed", "this is no review of p95"]]);
    expect(await comment(REVIEW.padEnd(MAX_COMMENT))).toHaveLength(1);
  });
});

describe("the pipeline for GitLab", () => {
  const jobs = Object.entries<any>(GITLAB).filter(([, value]) => value?.script !== undefined);

  it("has the same jobs", () => {
    expect(jobs.map(([name]) => name)).toEqual(["review", "comment", ".apply", "drift"]);
    expect(["dev", "staging", "prod"].map((stack) => GITLAB[`apply ${stack}`].variables.STACK)).toEqual([
      "dev",
      "staging",
      "prod",
    ]);
    expect(GITLAB["apply prod"].rules[0].when).toBe("manual");
  });

  it("gives the code of a merge request no token, and the comment no code", () => {
    expect(JSON.stringify(GITLAB.review)).not.toMatch(/TOKEN|AWS|PULUMI/);
    expect(GITLAB.comment.variables).toEqual({ GIT_STRATEGY: "none" });
    expect(JSON.stringify(GITLAB.comment)).not.toMatch(/npm|npx/);
  });

  it("asks for an identity of the cloud only where it is needed", () => {
    expect(jobs.filter(([, job]) => job.id_tokens !== undefined).map(([name]) => name)).toEqual([".apply", "drift"]);
  });

  it("compares before it takes credentials", () => {
    const lines = GITLAB[".apply"].script.flat().join("\n");
    expect(lines.indexOf("is not what was reviewed")).toBeLessThan(lines.indexOf("AWS_WEB_IDENTITY_TOKEN_FILE"));
    expect(lines.indexOf("AWS_WEB_IDENTITY_TOKEN_FILE")).toBeLessThan(lines.indexOf("pulumi up"));
  });

  it("looks for the mark that the review has", () => {
    expect(JSON.stringify(GITLAB.comment.script)).toContain(`mark='${COMMENT_MARK}'`);
  });

  it.each(jobs)("%s has shell that bash can read", (_, job) => {
    const script = job.script.flat().join("\n");
    expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
  });
});
