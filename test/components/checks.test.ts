import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { ArgsError, assertNoProblems, fields, flag, list, must, record, wholeNumber } from "../../components/checks";

const lines = (problems: readonly { path: string; reason: string }[]) => problems.map((p) => `${p.path}: ${p.reason}`);

describe("assertNoProblems()", () => {
  it("throws one error that lists every problem and that Pulumi prints without a stack trace", () => {
    const problems = [
      { path: "a", reason: "must be 1, got 2" },
      { path: "b", reason: "must be 3, got 4" },
    ];
    const thrown = (() => {
      try {
        assertNoProblems('Thing "t"', problems);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(thrown).toBeInstanceOf(ArgsError);
    expect(pulumi.RunError.isInstance(thrown)).toBe(true);
    expect((thrown as ArgsError).name).toBe("ArgsError");
    expect((thrown as ArgsError).problems).toEqual(problems);
    expect((thrown as ArgsError).message).toBe(
      'Cannot declare Thing "t"\n  a: must be 1, got 2\n  b: must be 3, got 4',
    );
  });

  it("lets a thing without a problem pass", () => {
    expect(() => assertNoProblems('Thing "t"', [])).not.toThrow();
  });
});

describe("must()", () => {
  it.each([
    ["text in quotes", "3", '"3"'],
    ["a number", 3, "3"],
    ["no number", Number.NaN, "NaN"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a list by its length", [1, 2], "a list of 2"],
    ["an object without its insides, which may be secret", { password: "hunter2" }, "an object"],
    ["an object without a prototype", Object.create(null), "an object"],
    ["a function", () => 1, "a function"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
  ])("shows %s", (_, value, shown) => {
    expect(lines(must(false, "p", "hold", value))).toEqual([`p: must hold, got ${shown}`]);
  });
});

describe("wholeNumber()", () => {
  it.each([1, 5])("accepts %i, an end of its range", (value) => {
    expect(wholeNumber("n", value, 1, 5, "nodes")).toEqual([]);
  });

  it.each([
    [0, "0"],
    [6, "6"],
    [1.5, "1.5"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    ["3", '"3"'],
  ])("refuses %p", (value, shown) => {
    expect(lines(wholeNumber("n", value, 1, 5, "nodes"))).toEqual([`n: must be 1 to 5 nodes, got ${shown}`]);
  });
});

describe("list()", () => {
  it("checks each element where it stands and tells which text comes twice", () => {
    expect(lines(list("l", [true, "x", "x"], 1, 3, flag))).toEqual([
      'l[1]: must be true or false, got "x"',
      'l[2]: must appear once, got "x"',
      'l[2]: must be true or false, got "x"',
    ]);
  });
});

describe("fields()", () => {
  const check = (value: unknown) =>
    lines(
      fields<{ on: boolean; count: number }>("at", value, {
        on: flag,
        count: (path, count) => wholeNumber(path, count, 1, 2, "things"),
      }),
    );

  it("accepts what has every field", () => {
    expect(check({ on: true, count: 2 })).toEqual([]);
  });

  it("names a field that is unknown and one that is missing", () => {
    expect(check({ on: true, cuont: 2 })).toEqual([
      "at.cuont: must be one of the fields on, count",
      "at.count: must be 1 to 2 things, got undefined",
    ]);
  });

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [[], "a list of 0"],
    ["text", '"text"'],
  ])("refuses %p, which has no fields", (value, shown) => {
    expect(check(value)).toEqual([`at: must be an object, got ${shown}`]);
  });
});

describe("record()", () => {
  it("checks each key with its value", () => {
    const problems = record("tags", { a: "x", b: 1 }, (path, key, value) =>
      must(typeof value === "string", path, `be text (${key})`, value),
    );
    expect(lines(problems)).toEqual(["tags.b: must be text (b), got 1"]);
  });
});
