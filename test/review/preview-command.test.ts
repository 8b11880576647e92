import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { isLoopback, processesWith, socketsOf } from "../support/processes";
import { programDirectory, runCommand, startCommand, writeProgram } from "../support/run-preview";

const scratch = mkdtempSync(join(tmpdir(), "p95-command-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const preview = (name: string, ...flags: string[]) => [
  ...["preview", "--stack", "dev", "--program", programDirectory(name)],
  ...flags,
];

test("a preview says what it would create and ends with 0", async () => {
  const file = join(scratch, "new.json");
  const { code, stdout, stderr } = await runCommand(preview("depends-on", "--export", file));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Resources  7 in 3 components: 7 to create");
  const expected = JSON.parse(readFileSync(join(programDirectory("depends-on"), "expected.json"), "utf8"));
  expect(JSON.parse(readFileSync(file, "utf8")).deployment.resources).toEqual(expected);
});

test("a broken program ends with 1 and one message, and a file from before stays as it is", async () => {
  const file = join(scratch, "before.json");
  writeFileSync(file, "from before");
  const result = await runCommand(preview("broken/throws", "--export", file));
  const place = `${programDirectory("broken/throws")}/index.js:9:7`;
  expect(result).toEqual({ code: 1, stdout: "", stderr: `p95: Error: No more room\n    at ${place}\n` });
  expect(readFileSync(file, "utf8")).toBe("from before");
  expect(readdirSync(scratch).filter((name) => name.startsWith("before"))).toEqual(["before.json"]);
});

test("a program with a type error is not previewed, as in Pulumi", async () => {
  const { code, stderr } = await runCommand(preview("broken/type-error"));
  const problem = "index.ts:3:14: Type 'string' is not assignable to type 'number'.";
  expect({ code, stderr }).toEqual({ code: 1, stderr: `p95: The program does not compile:\n  ${problem}\n` });
});

test("an export that cannot be written ends with 2", async () => {
  const { code, stderr } = await runCommand(preview("calls", "--quiet", "--export", "/no/such/folder/out.json"));
  expect({ code, stderr: stderr.replace(/\.\d+\.tmp/, ".tmp") }).toEqual({
    code: 2,
    stderr:
      "p95: Cannot write /no/such/folder/out.json: ENOENT: no such file or directory, open '/no/such/folder/out.json.tmp'\n",
  });
});

test.each([
  [["--colour"], "Unknown option '--colour'"],
  [["--stack"], "Option '-s, --stack <value>' argument missing"],
  [["stray"], "Unexpected argument 'stray'"],
  [["--timeout", "0"], '--timeout: must be 1 to 86400 seconds, got "0"'],
  [["--timeout", "86401"], '--timeout: must be 1 to 86400 seconds, got "86401"'],
  [["--config", "instances"], '--config: must be key=value, got "instances"'],
])("the flags %j end with 2", async (flags, message) => {
  const { code, stdout, stderr } = await runCommand(["preview", ...flags]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`p95: ${message}`);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("a command that does not exist ends with 2", async () => {
  const { code, stderr } = await runCommand(["destroy"]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'p95: no command "destroy". Run "p95 --help" for the list.\n',
  });
});

const brokenProject = writeProgram({ "Pulumi.yaml": "name: broken\nruntime: [nodejs\nmain: x\n" });
const brokenStack = writeProgram({ "index.js": "", "Pulumi.dev.yaml": "config:\n  a: 1\n b: 2\n" });
const otherRuntime = writeProgram({ "Pulumi.yaml": "name: two words\nruntime: python\nmain: nowhere\n" });
const noProject = mkdtempSync(join(tmpdir(), "p95-no-project-"));
const notJson = join(scratch, "not.json");
writeFileSync(notJson, "{ no");
const wrongShape = join(scratch, "shape.json");
writeFileSync(wrongShape, '{ "weather:index:getForecast": { "rain": true } }');

afterAll(() => {
  for (const directory of [brokenProject, brokenStack, otherRuntime, noProject]) rmSync(directory, { recursive: true });
});

test.each([
  ["a Pulumi.yaml that is no YAML", ["--program", brokenProject], `p95: Cannot read ${brokenProject}/Pulumi.yaml:3\n`],
  ["a stack file that is no YAML", ["--program", brokenStack], `p95: Cannot read ${brokenStack}/Pulumi.dev.yaml:3\n`],
  [
    "another runtime and other mistakes at once",
    ["--program", otherRuntime],
    [
      `p95: Cannot read ${otherRuntime}/Pulumi.yaml`,
      '  name: must be 1 to 100 letters, digits, "-", "_" or ".", got "two words"',
      '  runtime: must be nodejs, got "python"',
      '  main: must be a file or folder of the project, got "nowhere"',
    ].join("\n"),
  ],
  [
    "a folder without a project",
    ["--program", noProject],
    `p95: Cannot find a Pulumi project\n  ${noProject}: must hold`,
  ],
  [
    "configuration that is missing or of the wrong type",
    preview("broken/declared-config").slice(3),
    'p95: Cannot preview stack "dev"\n  broken:instances: must be set, it has no default\n  broken:zones: must be of type array',
  ],
  [
    "answers that are no JSON",
    preview("calls", "--answers", notJson).slice(3),
    `p95: Cannot read answers from ${notJson}\n`,
  ],
  [
    "answers of another shape",
    preview("calls", "--answers", wrongShape).slice(3),
    "  weather:index:getForecast: must be a list of answers, got an object",
  ],
  [
    "a missing file of answers",
    preview("calls", "--answers", "/no/answers.json").slice(3),
    "no such file or directory",
  ],
  [
    "stack outputs that are no JSON",
    preview("calls", "--stack-outputs", notJson).slice(3),
    `p95: Cannot read ${notJson}\n`,
  ],
])("%s ends with 3", async (_what, flags, message) => {
  const { code, stdout, stderr } = await runCommand(["preview", "--stack", "dev", ...flags]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("a program that refuses its settings ends with 3", async () => {
  const { code, stderr } = await runCommand(preview("broken/refuses-settings"));
  expect({ code, stderr }).toEqual({ code: 3, stderr: "p95: zones: must be 1 to 3, got 7\n" });
});

/** Processes that carry the mark are gone within a moment of the command's end. */
async function leftOvers(mark: string): Promise<number[]> {
  for (let attempt = 0; attempt < 20 && processesWith("TEST_MARK", mark).length > 0; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return processesWith("TEST_MARK", mark);
}

/** Starts the program that runs for ever and has started a process itself, and waits until it does. */
async function startEndlessProgram(flags: readonly string[] = []) {
  const mark = randomUUID();
  const ready = join(scratch, mark);
  const environment = { ...process.env, TEST_MARK: mark, READY_FILE: ready };
  const command = startCommand(preview("broken/runs-for-ever", ...flags), environment);
  while (!readdirSync(scratch).includes(mark)) await new Promise((resolve) => setTimeout(resolve, 20));
  return { ...command, mark };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 143],
] as const)(
  "%s ends the program and all that it started, writes nothing and ends with %i",
  async (signal, expected) => {
    const file = join(scratch, `${signal}.json`);
    const { pid, result, mark } = await startEndlessProgram(["--export", file]);
    // The command, the program and the process that the program started.
    expect(processesWith("TEST_MARK", mark)).toHaveLength(3);
    process.kill(pid, signal);
    const { code, stdout, stderr } = await result;
    expect({ code, stdout, stderr }).toEqual({
      code: expected,
      stdout: "",
      stderr: "p95: Interrupted. Nothing was written.\n",
    });
    expect(await leftOvers(mark)).toEqual([]);
    expect(readdirSync(scratch).filter((name) => name.startsWith(signal))).toEqual([]);
  },
);

test("a program ends with its command, even when that is killed", async () => {
  const { pid, result, mark } = await startEndlessProgram();
  process.kill(pid, "SIGKILL");
  await result;
  const left = await leftOvers(mark);
  const names = left.map((each) => readFileSync(`/proc/${each}/cmdline`, "utf8").split("\0")[0]);
  for (const each of left) process.kill(each, "SIGKILL");
  // What the program itself started is its own affair then; nobody is left to tell it.
  expect(names.filter((name) => name !== "sleep")).toEqual([]);
});

test("nothing but loopback is ever connected or listened to", async () => {
  const { pid, result, mark } = await startEndlessProgram();
  const sockets = processesWith("TEST_MARK", mark).flatMap(socketsOf);
  process.kill(pid, "SIGINT");
  await result;
  expect(sockets.length).toBeGreaterThanOrEqual(2);
  expect(sockets.flatMap((each) => each.split(" ")).filter((address) => !isLoopback(address))).toEqual([]);
});

test("a program that hangs is ended with all that it started", async () => {
  const mark = randomUUID();
  const environment = { ...process.env, TEST_MARK: mark, READY_FILE: join(scratch, mark) };
  const { code, stderr } = await runCommand(preview("broken/runs-for-ever", "--timeout", "5"), environment);
  expect(code).toBe(1);
  expect(stderr).toContain("p95: The program hangs: nothing happened for 5 seconds");
  expect(await leftOvers(mark)).toEqual([]);
});

test("the program sees neither credentials nor what is called like one", async () => {
  const environment = {
    ...process.env,
    AWS_SECRET_ACCESS_KEY: "canary",
    AWS_PROFILE: "canary",
    GITHUB_TOKEN: "canary",
    PULUMI_ACCESS_TOKEN: "canary",
    DATABASE_PASSWORD: "canary",
    HTTPS_PROXY: "http://user:canary@proxy:8080",
    HARMLESS_VARIABLE: "kept",
  };
  const { code, stdout } = await runCommand(preview("environment", "--json"), environment);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).outputs.variables).toMatchObject({
    HARMLESS_VARIABLE: "kept",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  });
  expect(stdout).not.toContain("canary");
});

test("a preview needs no home folder", async () => {
  const { HOME: _, ...environment } = process.env;
  const { code, stderr } = await runCommand(preview("providers", "--quiet"), environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

const WITHOUT_NETWORK = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
const canIsolate = spawnSync("unshare", ["--net", "ip", "link", "set", "lo", "up"]).status === 0;

// Somewhere the claim must be proven: in CI a machine that forbids it is a mistake of its setup.
(canIsolate || process.env.CI ? test : test.skip)(
  "a preview needs no network (skipped where `unshare --net` is forbidden)",
  async () => {
    const probe =
      "fetch('http://192.0.2.1', { signal: AbortSignal.timeout(2000) }).catch((e) => console.log(e.cause?.code))";
    const [command = "", ...args] = [...WITHOUT_NETWORK, process.execPath, "-e", probe];
    expect(spawnSync(command, args, { encoding: "utf8" }).stdout).toBe("ENETUNREACH\n");
    const { code, stderr } = await runCommand(preview("invokes", "--quiet"), process.env, WITHOUT_NETWORK);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  },
);

test("output into a pipe has no colours and no progress", async () => {
  const { stdout, stderr } = await runCommand(preview("calls"));
  expect(stdout + stderr).not.toContain("\u001b");
});
