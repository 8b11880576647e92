import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RuleGroup } from "../../../../components/observability/cluster/rule";

/** An input series in promtool's notation: a start, a step and how often, e.g. `0+60x120`. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

export interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations?: Readonly<Record<string, string>>;
}

export interface RuleTest {
  readonly name?: string;
  readonly interval: string;
  readonly input_series: readonly Series[];
  readonly alert_rule_test?: readonly { eval_time: string; alertname: string; exp_alerts: readonly ExpectedAlert[] }[];
  readonly promql_expr_test?: readonly {
    expr: string;
    eval_time: string;
    exp_samples: readonly { labels: string; value: number }[];
  }[];
}

/** What promtool says of `groups`, checked as Prometheus would load them. @throws with its words if it refuses them. */
export function checkRules(groups: readonly RuleGroup[]): string {
  return promtool({ "rules.yaml": { groups } }, ["check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"]);
}

/** Runs `tests` over `groups`, evaluated every minute in their order. @throws with promtool's words if one fails. */
export function testRules(groups: readonly RuleGroup[], tests: readonly RuleTest[]): string {
  const plan = {
    rule_files: ["rules.yaml"],
    evaluation_interval: "1m",
    group_eval_order: groups.map(({ name }) => name), // without it the order is any, and a minute of firing too
    tests,
  };
  return promtool({ "rules.yaml": { groups }, "test.yaml": plan }, ["test", "rules", "test.yaml"]);
}

/** Every file is JSON, which is YAML. */
function promtool(files: Readonly<Record<string, unknown>>, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    return execFileSync("promtool", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error([message, stdout, stderr].join("\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
