import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SettingsError } from "../../../review/engine/settings-error";
import { readTrace, TRACE_LIMITS } from "../../../review/replay/demand";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-trace-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The trace of a file with that text. */
function read(text: string, limits = TRACE_LIMITS, maxBytes = 1 << 20) {
  const path = join(folder, "trace.csv");
  writeFileSync(path, text);
  const { start, stepSeconds, values, filledCount } = readTrace(path, limits, maxBytes);
  return { start, stepSeconds, values: [...values], filledCount };
}

/** What is wrong with it. */
function problems(text: string, limits = TRACE_LIMITS, maxBytes = 1 << 20): readonly string[] {
  try {
    read(text, limits, maxBytes);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

const NOON = Date.UTC(2026, 10, 20, 12) / 1000;
const at = (minute: number) => new Date((NOON + minute * 60) * 1000).toISOString().replace(".000Z", "Z");
const rows = (...values: readonly (readonly [number, string])[]) =>
  ["timestamp,value", ...values.map(([minute, value]) => `${at(minute)},${value}`)].join("\n");

describe("readTrace() of CSV", () => {
  it("reads lines with a heading, and without", () => {
    const expected = { start: NOON, stepSeconds: 60, values: [1, 2.5, 0], filledCount: 0 };
    expect(read(rows([0, "1"], [1, "2.5"], [2, "0"]))).toEqual(expected);
    expect(read(`${NOON},1\r\n${NOON + 60},2.5\r\n${NOON + 120},0\r\n`)).toEqual(expected);
    expect(read(`\uFEFFtimestamp,value\n"${NOON}000","1"\n${NOON + 60}000,2.5\n${NOON + 120}000,0e0\n`)).toEqual(
      expected,
    );
  });

  it("takes the zone that each time says", () => {
    const text = "t,v\n2026-11-20T13:00:00+01:00,1\n2026-11-20 12:01:00Z,2\n2026-11-20T07:02-05:00,3\n";
    expect(read(text)).toEqual({ start: NOON, stepSeconds: 60, values: [1, 2, 3], filledCount: 0 });
  });

  it("fills a small gap, and values that are missing, with the line between the neighbours", () => {
    const text = rows([0, "10"], [1, "20"], [4, "50"], [5, ""], [6, "NaN"], [7, "20"], [8, "21"], [9, "22"]);
    expect(read(text)).toEqual({
      start: NOON,
      stepSeconds: 60,
      values: [10, 20, 30, 40, 50, 40, 30, 20, 21, 22],
      filledCount: 4,
    });
  });

  it("refuses a gap one step longer than half an hour, and takes one of half an hour", () => {
    const gap = (minutes: number) => rows([0, "1"], [1, "1"], [minutes + 2, "1"], [minutes + 3, "1"]);
    expect(read(gap(30)).filledCount).toBe(30);
    expect(problems(gap(31))).toEqual([
      `trace.csv:4: gaps must be up to 1800 s, and 1860 s are missing before it, from ${at(2)} to ${at(32)}`,
    ]);
  });

  it("names the line of everything that is wrong", () => {
    const text = [
      "timestamp,value",
      `${at(0)},1`,
      `${at(0)},2`,
      `${at(-5)},3`,
      `${at(1)},-4`,
      "2026-11-20T12:02:00,5",
      "yesterday,6",
      `${at(3)},"7,5"`,
      `${at(4)},seven`,
      "2026-02-30T00:00:00Z,8",
      `${at(5)};9`,
    ].join("\n");
    expect(problems(text)).toEqual([
      `trace.csv:3: time must appear once, got ${at(0)} again after trace.csv:2`,
      `trace.csv:4: times must rise, got ${at(-5)} after ${at(0)} of trace.csv:2`,
      "trace.csv:5: value must be a number of 0 or more, got -4",
      'trace.csv:6: time must say its zone, such as "2026-11-20T12:02:00Z", got "2026-11-20T12:02:00"',
      'trace.csv:7: time must be ISO 8601 with its zone, or seconds since 1970, got "yesterday"',
      `trace.csv:8: line must be "timestamp,value", got "${at(3)},"7,5""`,
      'trace.csv:9: value must be a number of 0 or more, got "seven"',
      'trace.csv:10: time must exist, got "2026-02-30T00:00:00Z"',
      `trace.csv:11: line must be "timestamp,value", got "${at(5)};9"`,
    ]);
  });

  it("shows ten problems and counts the others", () => {
    const text = `t,v\n${"x,1\n".repeat(12)}`;
    expect(problems(text).slice(-1)).toEqual(["and 2 more"]);
    expect(problems(text)).toHaveLength(11);
  });

  it("refuses a time between two steps", () => {
    const text = rows([0, "1"], [1, "1"], [2, "1"], [2.5, "1"], [3, "1"], [4, "1"], [5, "1"]);
    expect(problems(text)).toEqual([`trace.csv:5: time must be a multiple of 60 s after the first, got ${at(2.5)}`]);
  });

  it("refuses a first or a last value that is missing, and a file with fewer than two", () => {
    expect(problems(rows([0, ""], [1, "1"], [2, "1"]))).toEqual([
      "trace.csv:3: the first and the last value must not be missing",
    ]);
    expect(problems(rows([0, "1"], [1, "1"], [2, ""]))).toEqual([
      "trace.csv:4: the first and the last value must not be missing",
    ]);
    expect(problems(rows([0, "1"]))).toEqual(["must hold two values or more, got 1"]);
    expect(problems("")).toEqual(["must hold two values or more, got 0"]);
  });

  it("ends at a file that is too big, before it is read whole", () => {
    const text = rows([0, "1"], [1, "1"], [2, "1"]);
    expect(read(text, TRACE_LIMITS, text.length).values).toEqual([1, 1, 1]);
    expect(problems(text, TRACE_LIMITS, text.length - 1)).toEqual([
      `must have up to ${text.length - 1} bytes; take a longer step`,
    ]);
    expect(read(text, { ...TRACE_LIMITS, maxCount: 3 }).values).toEqual([1, 1, 1]);
    expect(problems(text, { ...TRACE_LIMITS, maxCount: 2 })).toEqual([
      "must hold up to 2 values; take a longer step or a shorter time",
    ]);
  });

  it("refuses a line without an end instead of keeping it", () => {
    const text = `t,v\n${"9".repeat(3 << 20)}`;
    expect(problems(text, TRACE_LIMITS, 4 << 20)).toEqual(["trace.csv:2: line must have fewer than 1000 characters"]);
  });

  it("says which file there is not", () => {
    expect(() => readTrace(join(folder, "nowhere.csv"))).toThrow(/Cannot read .*nowhere\.csv/);
    expect(() => readTrace(folder)).toThrow(/EISDIR/);
  });
});

describe("readTrace() of Prometheus", () => {
  const answer = (values: unknown, more: object = {}) =>
    JSON.stringify({ status: "success", data: { resultType: "matrix", result: [{ metric: {}, values }], ...more } });

  it("reads the answer to a range query, with its gaps", () => {
    const values = [
      [NOON, "1"],
      [NOON + 30, "2"],
      [NOON + 90, "4"],
      [NOON + 120, "NaN"],
      [NOON + 150.2, "6e0"],
    ];
    expect(read(answer(values))).toEqual({ start: NOON, stepSeconds: 30, values: [1, 2, 3, 4, 5, 6], filledCount: 2 });
  });

  it.each([
    ["{", /must be CSV or JSON/],
    ['{"status":"error","error":"parse error"}', /status: must be "success", got "error": parse error/],
    [answer([], { resultType: "vector" }), /resultType: must be "matrix".*got "vector"/],
    [answer([], { result: [{}, {}] }), /must be one series, got 2; put sum\(\) around the query/],
    [answer([[NOON, 1]]), /values\[0\]: must be \[seconds, "value"\]/],
    [answer([[NOON, "+Inf"]]), /values\[0\]: value must be a number of 0 or more, got "\+Inf"/],
    [answer([[NOON, "-1"]]), /values\[0\]: value must be a number of 0 or more, got -1/],
  ])("refuses %s", (text, message) => {
    expect(problems(text).join("\n")).toMatch(message);
  });
});
