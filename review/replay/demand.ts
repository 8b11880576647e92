import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { SettingsError } from "../engine/settings-error";
import { addPrometheusAnswer } from "./prometheus-answer";
import { type Series, SeriesBuilder, type SeriesLimits } from "./series";
import type { Demand } from "./simulate";
import { readTime } from "./time";

/** A year of seconds is 31 million; a year of quarter minutes, as Prometheus scrapes, fits. */
const MAX_COUNT = 5_000_000;
/** Unit: bytes. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_LINE = 1_000;
const CHUNK_BYTES = 1 << 20;

/** Fills half an hour: a deployment of Prometheus, not a lost evening. */
export const TRACE_LIMITS: SeriesLimits = { maxGapSeconds: 1_800, maxCount: MAX_COUNT };

/**
 * Reads measured demand: lines of `timestamp,value` with or without a heading, or the answer of Prometheus to a range query. A value
 * that is empty or `NaN` counts as missing. The file is read piece by piece.
 * @throws {SettingsError} naming the lines that cannot be read.
 */
export function readTrace(path: string, limits: SeriesLimits = TRACE_LIMITS, maxBytes = MAX_BYTES): Series {
  const name = basename(path);
  const pieces = readPieces(path, name, maxBytes);
  const first = pieces.next();
  const text = first.done ? "" : first.value.replace(/^\uFEFF/, "");
  if (/^\s*\{/.test(text)) {
    const builder = new SeriesBuilder(name, (number) => `${name}: values[${number}]`, limits);
    addPrometheusAnswer(builder, name, [text, ...pieces].join(""));
    return builder.finish();
  }
  const builder = new SeriesBuilder(name, (number) => `${name}:${number}`, limits);
  let number = 0;
  for (const line of lines(text, pieces)) addLine(builder, ++number, line);
  return builder.finish();
}

function addLine(builder: SeriesBuilder, number: number, line: string): void {
  const cells = line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const [time = "", value = ""] = cells;
  const heading = number === 1 && /^[A-Za-z_]/.test(time);
  if (line.trim() === "" || heading) return;
  const rule = ruleBrokenBy(line, cells);
  const seconds = rule ?? readTime(time);
  if (typeof seconds === "string") builder.problem(number, seconds);
  else builder.add(number, seconds, value === "" || /^(nan|null)$/i.test(value) ? undefined : Number(value));
}

function ruleBrokenBy(line: string, cells: readonly string[]): string | undefined {
  const value = cells[1] ?? "";
  if (line.length >= MAX_LINE) return `line must have fewer than ${MAX_LINE} characters`;
  if (cells.length !== 2) return `line must be "timestamp,value", got "${line.slice(0, 60)}"`;
  if (/^(|nan|null|[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i.test(value)) return undefined;
  return `value must be a number of 0 or more, got "${value.slice(0, 40)}"`;
}

function* lines(first: string, pieces: Iterable<string>): Generator<string> {
  let rest = first;
  const whole = function* (): Generator<string> {
    const parts = rest.split("\n");
    rest = parts.pop() as string;
    for (const part of parts) yield part.endsWith("\r") ? part.slice(0, -1) : part;
    if (rest.length > CHUNK_BYTES) rest = rest.slice(0, MAX_LINE); // reported as a line that is too long
  };
  yield* whole();
  for (const piece of pieces) {
    rest += piece;
    yield* whole();
  }
  if (rest !== "") yield rest.replace(/\r$/, "");
}

function* readPieces(path: string, name: string, maxBytes: number): Generator<string> {
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new SettingsError(`Cannot read ${path}`, [(error as Error).message]);
  }
  try {
    let total = 0;
    for (;;) {
      const count = read(file, buffer, path);
      if (count === 0) break;
      total += count;
      if (total > maxBytes) {
        throw new SettingsError(`Cannot read ${name}`, [`must have up to ${maxBytes} bytes; take a longer step`]);
      }
      yield decoder.decode(buffer.subarray(0, count), { stream: true });
    }
  } finally {
    closeSync(file);
  }
}

function read(file: number, buffer: Buffer, path: string): number {
  try {
    return readSync(file, buffer, 0, buffer.length, null);
  } catch (error) {
    throw new SettingsError(`Cannot read ${path}`, [(error as Error).message]);
  }
}

/** The highest value, from point number `from` on. */
export function peakOf({ values }: { readonly values: Float64Array }, from = 0): number {
  let peak = 0;
  for (let i = from; i < values.length; i++) peak = Math.max(peak, values[i] as number);
  return peak;
}

/** Demand in pods' worth of CPU requests, of which one serves `perPod` of the series' unit. */
export function toDemand({ start, stepSeconds, values }: Series, perPod: number): Demand {
  return { start, stepSeconds, values: values.map((value) => value / perPod) };
}
