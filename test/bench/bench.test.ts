import { execFile } from "node:child_process";
import { expect, test } from "@jest/globals";
import { ROOT } from "../../bench/measured-run";
import { ReviewRepository } from "../support/review-repository";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run bench -- <args>`, without npm. */
function bench(...args: string[]): Promise<Ended> {
  const command = ["--require", "sucrase/register/ts", "bench/index.ts", ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

test("the help lists every benchmark", async () => {
  const { code, stdout, stderr } = await bench("--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    "\n  preview    a cold preview of prod and of generated programs, against the bare SDK (default)\n",
  );
});

test("a benchmark has a help of its own", async () => {
  const { code, stdout, stderr } = await bench("preview", "--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    "\n      --sizes N,N,...   sizes of the generated programs (default: 100,1000,10000); multiples of 10\n",
  );
});

test.each([
  [["tea"], 'no benchmark "tea". Run "npm run bench -- --help" for the list.'],
  [["preview", "--cups", "2"], "Unknown option '--cups'. Run \"npm run bench -- preview --help\" for the flags."],
  [["--sizes", "100,15"], '--sizes: must be multiples of 10 up to 100000, separated by commas, got "100,15"'],
  [["preview", "--sizes", ""], '--sizes: must be multiples of 10 up to 100000, separated by commas, got ""'],
  [["review", "--base", "nowhere"], '--base: must name a commit, got "nowhere"'],
  [["preview", "--runs", "0"], '--runs: must be 1 to 100 runs, got "0"'],
])("%j is refused as a mistake in the command line", async (args, message) => {
  expect(await bench(...args)).toEqual({ code: 2, stdout: "", stderr: `bench: ${message}\n` });
});

test("a review is measured against two previews, whatever it finds", async () => {
  const repository = new ReviewRepository();
  const program = (resource: string) => ({ "index.js": `const aws = require("@pulumi/aws");\n${resource}\n` });
  repository.commit("base", program('new aws.sqs.Queue("orders", { region: "eu-west-1" });'));
  repository.commit("head", program(""));
  const target = ["--program", repository.directory, "--stack", "dev", "--base", "base", "--head", "head"];
  const { code, stdout, stderr } = await bench("review", ...target, "--runs", "1");
  repository.remove();
  expect(code).toBe(0);
  expect(stderr.match(/^turn 1 of 1, .*(?=:)/gm)).toEqual(
    ["two previews in turn", "two previews at once", "review"].map((side) => `turn 1 of 1, ${side}`),
  );
  const rows = stdout.split("\n").filter((line) => /^\| (two previews|review)/.test(line));
  const figures = rows.map((line) => line.split("|").slice(2, 6).map(Number));
  expect(figures.flat().filter((figure) => figure > 0)).toHaveLength(12);
}, 180_000);

test("a run tells the time of both sides", async () => {
  const { code, stdout, stderr } = await bench("preview", "--no-prod", "--sizes", "10", "--runs", "1");
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^generated 10, turn 1 of 1, p95: .* s of CPU\ngenerated 10, turn 1 of 1, bare SDK: .* s of CPU\n$/,
  );
  const rows = stdout.split("\n").filter((line) => line.startsWith("| generated 10 |"));
  const figures = rows.map((line) => line.split("|").slice(2, -1).map(Number));
  expect(figures.map((each) => each.length)).toEqual([7, 8]);
  expect(figures.flat().every((figure) => figure > 0)).toBe(true);
}, 180_000);
