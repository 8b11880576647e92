import { describe, expect, it } from "@jest/globals";
import { readFlags, readPairs, readWholeNumber } from "../../../review/commands/flags";

const options = { stack: { type: "string", default: "prod" }, json: { type: "boolean", default: false } } as const;

describe("readFlags()", () => {
  it("fills in defaults", () => {
    expect({ ...readFlags("preview", ["--json"], options) }).toEqual({ stack: "prod", json: true });
  });

  it.each([
    [["--stak", "dev"], "Unknown option '--stak'"],
    [["--stack"], "Option '--stack <value>' argument missing"],
    [["dev"], "Unexpected argument 'dev'"],
    [["--json=yes"], "Option '--json' does not take an argument"],
  ])("refuses %j in one line", (args, reason) => {
    const refusal = () => readFlags("preview", args, options);
    expect(refusal).toThrow(`${reason}`);
    expect(refusal).toThrow('Run "p95 preview --help" for the flags.');
  });
});

describe("readPairs()", () => {
  it("splits at the first equals sign; the last of two wins", () => {
    expect(readPairs("--config", ["a=1", "b=x=y", "aws:region=", "a=2"])).toEqual({
      a: "2",
      b: "x=y",
      "aws:region": "",
    });
  });

  it.each(["a", "=1", ""])("refuses %j", (pair) => {
    expect(() => readPairs("--config", [pair])).toThrow(`--config: must be key=value, got "${pair}"`);
  });
});

describe("readWholeNumber()", () => {
  it.each([
    ["1", 1],
    ["60", 60],
  ])("takes %j", (text, expected) => {
    expect(readWholeNumber("--timeout", text, 1, 60, "seconds")).toBe(expected);
  });

  it.each(["0", "61", "1.5", "x", "", " "])("refuses %j", (text) => {
    expect(() => readWholeNumber("--timeout", text, 1, 60, "seconds")).toThrow(
      `--timeout: must be 1 to 60 seconds, got "${text}"`,
    );
  });
});
