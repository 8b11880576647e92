import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { answersProblems, loadAnswers } from "../../../../review/engine/providers/answers";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "answers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("answers are read from a file", () => {
  const path = join(folder, "answers.json");
  const content = {
    "aws:ec2/getAmi:getAmi": [{ args: { owners: ["self"] }, result: { id: "ami-1" } }, { result: {} }],
  };
  writeFileSync(path, JSON.stringify(content));
  expect(loadAnswers(path)).toEqual(content);
});

test("every problem of a file is told at once", () => {
  const path = join(folder, "answers.json");
  writeFileSync(path, JSON.stringify({ getAmi: {}, "a:b:c": [{ args: 1, reslt: {} }, null] }));
  expect(() => loadAnswers(path)).toThrow(
    [
      `Cannot read answers from ${path}`,
      '  getAmi: must be a token such as "aws:ec2/getAmi:getAmi"',
      "  getAmi: must be a list of answers, got an object",
      "  a:b:c[0].result: must be an object, got nothing",
      "  a:b:c[0].args: must be an object, got a number",
      '  a:b:c[0].reslt: must be "args" or "result"',
      '  a:b:c[1]: must be an object with "result" and perhaps "args", got null',
    ].join("\n"),
  );
});

test("a missing file and a file that is not JSON are named", () => {
  const path = join(folder, "answers.json");
  expect(() => loadAnswers(path)).toThrow(/^Cannot read answers from .*answers\.json\n {2}ENOENT: no such file/);
  writeFileSync(path, "{");
  expect(() => loadAnswers(path)).toThrow(/^Cannot read answers from .*answers\.json\n {2}Expected property name/);
});

test("a list is not a table of answers", () => {
  expect(answersProblems([])).toEqual(["the file: must be an object with a token as each key, got a list"]);
});
