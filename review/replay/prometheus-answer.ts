import { SettingsError } from "../engine/settings-error";
import type { SeriesBuilder } from "./series";

/**
 * Adds the one series in the answer of Prometheus to a range query.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
 * @throws {SettingsError}
 */
export function addPrometheusAnswer(builder: SeriesBuilder, name: string, text: string): void {
  const fail = (problem: string): never => {
    throw new SettingsError(`Cannot read ${name}`, [problem]);
  };
  let answer: any;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    fail(`must be CSV or JSON: ${(error as Error).message}`);
  }
  if (answer?.status !== "success")
    fail(`status: must be "success", got ${JSON.stringify(answer?.status)}: ${answer?.error ?? ""}`);
  const { resultType, result } = answer.data ?? {};
  if (resultType !== "matrix" || !Array.isArray(result)) {
    fail(`data.resultType: must be "matrix", the answer to a range query, got ${JSON.stringify(resultType)}`);
  }
  if (result.length !== 1) fail(`data.result: must be one series, got ${result.length}; put sum() around the query`);
  const { values } = result[0];
  if (!Array.isArray(values)) fail("data.result[0].values: must be a list");
  (values as unknown[]).forEach((pair, i) => {
    const [time, value] = Array.isArray(pair) ? pair : [];
    const seconds = typeof time === "number" ? Math.round(time) : Number.NaN;
    if (Number.isNaN(seconds) || typeof value !== "string") {
      builder.problem(i, `must be [seconds, "value"], got ${JSON.stringify(pair)?.slice(0, 60)}`);
    } else if (value === "NaN") builder.add(i, seconds, undefined);
    else if (value.trim() === "" || !Number.isFinite(Number(value))) {
      builder.problem(i, `value must be a number of 0 or more, got "${value}"`);
    } else builder.add(i, seconds, Number(value));
  });
}
