import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { isLoopback, processesWith, socketsOf } from "../support/processes";
import { type CommandResult, programDirectory, runCommand, startCommand, twoAtATime } from "../support/run-preview";
import { temporaryFolder } from "../support/temporary-folder";
import { writeProgram } from "../support/write-program";

const scratch = temporaryFolder("command");
const inScratch = (name: string) => join(scratch, name);
writeFileSync(inScratch("before.json"), "from before");
writeFileSync(inScratch("not-json.json"), "{ no");
writeFileSync(inScratch("shape.json"), '{ "weather:index:getForecast": { "rain": true } }');

const noYaml = writeProgram({ "Pulumi.yaml": "name: broken\nruntime: [nodejs\nmain: x\n" });
const brokenStack = writeProgram({ "index.js": "", "Pulumi.dev.yaml": "config:\n  a: 1\n b: 2\n" });
const otherRuntime = writeProgram({ "Pulumi.yaml": "name: two words\nruntime: python\nmain: nowhere\n" });
const noProject = temporaryFolder("no-project");

const preview = (program: string, ...flags: string[]) => [
  ...["preview", "--stack", "dev", "--program", programDirectory(program)],
  ...flags,
];

const CREDENTIALS = {
  AWS_SECRET_ACCESS_KEY: "canary",
  AWS_PROFILE: "canary",
  GITHUB_TOKEN: "canary",
  PULUMI_ACCESS_TOKEN: "canary",
  DATABASE_PASSWORD: "canary",
  HTTPS_PROXY: "http://user:canary@proxy:8080",
};
const { HOME: _home, ...homeless } = process.env;
const WITHOUT_NETWORK = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
const canIsolate = spawnSync("unshare", ["--net", "ip", "link", "set", "lo", "up"]).status === 0;

/** Everything that is run to its end. */
const COMMANDS = {
  export: [preview("depends-on", "--export", inScratch("new.json"))],
  broken: [preview("broken/throws", "--export", inScratch("before.json"))],
  brokenAsJson: [preview("broken/refuses-settings", "--json")],
  typeError: [preview("broken/type-error")],
  unwritable: [preview("calls", "--quiet", "--export", "/no/such/folder/out.json")],
  unknownFlag: [["preview", "--colour"]],
  unknownCommand: [["destroy"]],
  noYaml: [preview(noYaml)],
  brokenStack: [preview(brokenStack)],
  otherRuntime: [preview(otherRuntime)],
  noProject: [preview(noProject)],
  declaredConfig: [preview("broken/declared-config")],
  answersNoJson: [preview("calls", "--answers", inScratch("not-json.json"))],
  answersShape: [preview("calls", "--answers", inScratch("shape.json"))],
  stackOutputsNoJson: [preview("calls", "--stack-outputs", inScratch("not-json.json"))],
  environment: [preview("environment", "--json"), { ...process.env, ...CREDENTIALS, HARMLESS_VARIABLE: "kept" }],
  homeless: [preview("providers", "--quiet"), homeless],
  offline: [preview("invokes", "--quiet"), process.env, canIsolate ? WITHOUT_NETWORK : []],
} satisfies Record<string, Parameters<typeof runCommand>>;

const results = new Map<string, CommandResult>();
const resultOf = (name: keyof typeof COMMANDS) => results.get(name) as CommandResult;

beforeAll(async () => {
  await twoAtATime(Object.entries(COMMANDS), async ([name, command]) => {
    results.set(name, await runCommand(...(command as Parameters<typeof runCommand>)));
  });
}, 300_000);

test("a preview prints a tree without colours into a pipe, writes the export and ends with 0", () => {
  const { code, stdout, stderr } = resultOf("export");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("Resources  7 in 3 components: 7 to create");
  expect(stdout).not.toContain("\u001b");
  const expected = JSON.parse(readFileSync(join(programDirectory("depends-on"), "expected.json"), "utf8"));
  expect(JSON.parse(readFileSync(inScratch("new.json"), "utf8")).deployment.resources).toEqual(expected);
});

test("a broken program ends with 1 and one message, and a file from before stays as it is", () => {
  const place = `${programDirectory("broken/throws")}/index.js:9:7`;
  expect(resultOf("broken")).toEqual({ code: 1, stdout: "", stderr: `p95: Error: No more room\n    at ${place}\n` });
  expect(readFileSync(inScratch("before.json"), "utf8")).toBe("from before");
});

test("no half-written file is left", () => {
  expect(readdirSync(scratch).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a program that refuses its settings ends with 3, and JSON says so too", () => {
  const { code, stdout, stderr } = resultOf("brokenAsJson");
  expect({ code, stderr }).toEqual({ code: 3, stderr: "p95: zones: must be 1 to 3, got 7\n" });
  expect(JSON.parse(stdout).failure).toEqual({ kind: "settings", message: "zones: must be 1 to 3, got 7" });
});

test("a program with a type error is not previewed, as in Pulumi", () => {
  const problem = "index.ts:3:14: Type 'string' is not assignable to type 'number'.";
  const stderr = `p95: The program does not compile:\n  ${problem}\n`;
  expect(resultOf("typeError")).toEqual({ code: 1, stdout: "", stderr });
});

test.each([
  ["unknownFlag", `p95: Unknown option '--colour'. Run "p95 preview --help" for the flags.\n`],
  ["unknownCommand", 'p95: no command "destroy". Run "p95 --help" for the list.\n'],
  ["unwritable", "p95: Cannot write /no/such/folder/out.json: ENOENT: no such file or directory"],
] as const)("a mistake in the command line ends with 2: %s", (name, message) => {
  const { code, stdout, stderr } = resultOf(name);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.slice(0, message.length)).toBe(message);
});

test.each([
  ["noYaml", [`Cannot read ${noYaml}/Pulumi.yaml:3`]],
  ["brokenStack", [`Cannot read ${brokenStack}/Pulumi.dev.yaml:3`]],
  [
    "otherRuntime",
    [
      `Cannot read ${otherRuntime}/Pulumi.yaml`,
      '  name: must be 1 to 100 letters, digits, "-", "_" or ".", got "two words"',
      '  runtime: must be nodejs, got "python"',
      '  main: must be a file or folder of the project, got "nowhere"',
    ],
  ],
  [
    "noProject",
    ["Cannot find a Pulumi project", `  ${noProject}: must hold a Pulumi.yaml, or lie below a folder that does`],
  ],
  [
    "declaredConfig",
    [
      'Cannot preview stack "dev"',
      "  broken:instances: must be set, it has no default",
      '  broken:zones: must be of type array, got "none"',
    ],
  ],
  ["answersNoJson", [`Cannot read answers from ${inScratch("not-json.json")}`]],
  [
    "answersShape",
    [
      `Cannot read answers from ${inScratch("shape.json")}`,
      "  weather:index:getForecast: must be a list of answers, got an object",
    ],
  ],
  ["stackOutputsNoJson", [`Cannot read ${inScratch("not-json.json")}`]],
] as const)("a mistake in a file or setting ends with 3 and names every problem: %s", (name, lines) => {
  const { code, stdout, stderr } = resultOf(name);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr.split("\n").slice(0, lines.length)).toEqual([`p95: ${lines[0]}`, ...lines.slice(1)]);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("the program sees neither credentials nor what is called like one", () => {
  const { code, stdout } = resultOf("environment");
  expect(code).toBe(0);
  const { variables } = JSON.parse(stdout).outputs;
  expect(variables).toMatchObject({ HARMLESS_VARIABLE: "kept", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" });
  expect(stdout).not.toContain("canary");
});

test("a preview needs no home folder", () => {
  expect(resultOf("homeless")).toEqual({ code: 0, stdout: "", stderr: "" });
});

// In CI the claim must be proven: a machine that forbids it there is a mistake of its setup.
const whereIsolated = canIsolate || process.env.CI ? test : test.skip;
whereIsolated("a preview needs no network (skipped where `unshare --net` is forbidden)", () => {
  const probe = "fetch('http://192.0.2.1').catch((error) => console.log(error.cause?.code))";
  const [command = "", ...args] = [...WITHOUT_NETWORK, process.execPath, "-e", probe];
  expect(spawnSync(command, args, { encoding: "utf8" }).stdout).toBe("ENETUNREACH\n");
  expect(resultOf("offline")).toEqual({ code: 0, stdout: "", stderr: "" });
});

/** Starts the program that never ends, and waits until it has started a process of its own. */
async function startEndlessProgram(flags: readonly string[] = []) {
  const mark = randomUUID();
  const environment = { ...process.env, TEST_MARK: mark, READY_FILE: inScratch(mark) };
  const command = startCommand(preview("broken/runs-for-ever", ...flags), environment);
  while (!existsSync(inScratch(mark))) await new Promise((resolve) => setTimeout(resolve, 20));
  return { ...command, mark };
}

/** Processes of a run that are still there a moment after the command's end. */
async function leftOvers(mark: string): Promise<number[]> {
  for (let attempt = 0; attempt < 20 && processesWith("TEST_MARK", mark).length > 0; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return processesWith("TEST_MARK", mark);
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s ends the program and all that it started, writes nothing and ends with %i",
  async (signal, expected) => {
    const { pid, result, mark } = await startEndlessProgram(["--export", inScratch(`${signal}.json`)]);
    // The command, the program, and what the program started.
    const running = processesWith("TEST_MARK", mark);
    expect(running).toHaveLength(3);
    const sockets = running.flatMap(socketsOf);
    process.kill(pid, signal);
    expect(await result).toEqual({ code: expected, stdout: "", stderr: "p95: Interrupted. Nothing was written.\n" });
    expect(await leftOvers(mark)).toEqual([]);
    expect(readdirSync(scratch).filter((name) => name.startsWith(signal))).toEqual([]);
    // The engine listens for what does not come over the program's pipe, and nobody beyond this machine can hear it.
    expect(sockets.length).toBeGreaterThanOrEqual(1);
    expect(sockets.filter((ends) => !ends.split(" ").every(isLoopback))).toEqual([]);
  },
);

test("a program ends with its command, even when that is killed", async () => {
  const { pid, result, mark } = await startEndlessProgram();
  process.kill(pid, "SIGKILL");
  await result;
  const left = await leftOvers(mark);
  const names = left.map((each) => readFileSync(`/proc/${each}/cmdline`, "utf8").split("\0")[0]);
  for (const each of left) process.kill(each, "SIGKILL");
  // Nobody is left who could end what the program itself started.
  expect(names).toEqual(["sleep"]);
});

test("a program that hangs is ended with all that it started", async () => {
  const mark = randomUUID();
  const environment = { ...process.env, TEST_MARK: mark, READY_FILE: inScratch(mark) };
  const { code, stderr } = await runCommand(preview("broken/runs-for-ever", "--timeout", "5"), environment);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^p95: The program hangs: nothing happened for 5 seconds, .*\.\n$/);
  expect(await leftOvers(mark)).toEqual([]);
});
