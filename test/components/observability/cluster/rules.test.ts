import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { BURN_RATES as CLOUDWATCH_BURN_RATES } from "../../../../components/observability/burn-rate";
import { anyOf, isAlert, type RuleGroup, runbookPage } from "../../../../components/observability/cluster/rule";
import { monitoringRules } from "../../../../components/observability/cluster/rules";
import type { MonitoredService } from "../../../../components/observability/cluster/services";
import { BURN_RATES, errorBudget, sloRules } from "../../../../components/observability/cluster/slo-rules";
import { KNOWN_METRICS } from "./known-metrics";
import { metricsOf } from "./promql";
import { RUNBOOKS, services } from "./samples";

const rulesFor = (of: readonly MonitoredService[]) =>
  monitoringRules({ services: of, perfNamespace: "perf", runbookBaseUrl: RUNBOOKS });
const groups = Object.values(rulesFor(services)).flat();
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(isAlert);
const recorded = rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
const exprOf = (record: string, among: readonly RuleGroup[] = groups) =>
  among.flatMap((group) => group.rules).find((rule) => !isAlert(rule) && rule.record === record)?.expr;

describe("monitoringRules()", () => {
  it("makes one PrometheusRule for each concern", () => {
    expect(Object.keys(rulesFor(services))).toEqual([
      "streaming-services",
      "streaming-utilisation",
      "streaming-objectives",
      "streaming-platform",
    ]);
    expect(groups.map(({ name, interval }) => `${name} ${interval}`)).toEqual([
      "streaming.latency 30s",
      "streaming.throughput 30s",
      "streaming.errors 30s",
      "streaming.utilisation 60s",
      "streaming.slo.rates 30s",
      "streaming.slo.burn 60s",
      "streaming.platform 30s",
    ]);
  });

  it("reads only what somebody exports or an earlier rule records", () => {
    const known = [...Object.values(KNOWN_METRICS).flat(), ...recorded];
    expect(rules.flatMap(({ expr }) => metricsOf(expr)).filter((metric) => !known.includes(metric))).toEqual([]);
  });

  it("records every series once", () => {
    expect(recorded.filter((record, i) => recorded.indexOf(record) !== i)).toEqual([]);
  });

  it("has nothing to say of autoscalers where there are none", () => {
    const fixed = services.map(({ autoscaler: _, ...service }) => service);
    const left = Object.values(rulesFor(fixed))
      .flat()
      .flatMap((group) => group.rules)
      .filter(isAlert);
    const gone = [...new Set(alerts.map(({ alert }) => alert))].filter(
      (name) => !left.some(({ alert }) => alert === name),
    );
    expect(gone).toEqual(["HpaAtMaxReplicas", "PredictiveScalingSignalMissing", "ReplicasHeldUpByMemory"]);
  });
});

describe("sloRules()", () => {
  it("burns at the rates that CloudWatch's alarms know, and at the one that it cannot", () => {
    const seconds = { "5m": 300, "30m": 1_800, "1h": 3_600, "2h": 7_200, "6h": 21_600, "1d": 86_400, "3d": 259_200 };
    const shape = BURN_RATES.map(({ factor, long, short, severity }) => ({
      rate: factor,
      longSeconds: seconds[long],
      shortSeconds: seconds[short],
      pages: severity === "page",
    }));
    expect(shape.slice(0, 3)).toEqual(CLOUDWATCH_BURN_RATES.map(({ role: _, ...rate }) => rate));
    expect(shape.slice(3)).toEqual([{ rate: 1, longSeconds: 259_200, shortSeconds: 21_600, pages: false }]);
  });

  it.each([
    [99.9, 0.001],
    [95, 0.05],
    [94, 0.06],
    [99.999, 0.00001],
  ])("leaves of %p percent exactly %p", (percent, budget) => {
    expect(errorBudget(percent)).toBe(budget);
  });

  it("keeps services with other promises apart", () => {
    const [playback, ...others] = services;
    const objective = { availabilityPercent: 99.5, latencyPercent: 99, latencySeconds: 1 } as const;
    const made = sloRules([{ ...playback!, objective }, ...others], RUNBOOKS);
    const wake = made
      .flatMap((group) => group.rules)
      .filter(isAlert)
      .filter(({ labels }) => labels.long_window === "1h");
    expect(wake.map(({ alert, expr }) => `${alert} ${expr.split(" and ")[0]}`)).toEqual([
      'AvailabilityBudgetBurn service:slo_errors:ratio_rate1h{service_name="playback-service"} > (14.4 * 0.005)',
      'AvailabilityBudgetBurn service:slo_errors:ratio_rate1h{service_name=~"catalog-service|recommendation-service|session-service"} > (14.4 * 0.001)',
      'LatencyBudgetBurn service:slo_slow:ratio_rate1h{service_name="playback-service"} > (14.4 * 0.01)',
      'LatencyBudgetBurn service:slo_slow:ratio_rate1h{service_name=~"catalog-service|recommendation-service|session-service"} > (14.4 * 0.05)',
    ]);
    const slow = made[0]!.rules.filter((rule) => !isAlert(rule) && rule.record === "service:slo_slow:rate5m");
    expect(slow.map(({ expr }) => /le=~?"[^"]*"/.exec(expr)![0])).toEqual(['le=~"1(\\\\.0)?"', 'le="0.25"']);
  });

  it("reads raw counters over five minutes only", () => {
    const ranges = sloRules(services, RUNBOOKS)
      .flatMap((group) => group.rules)
      .flatMap(({ expr }) => [...expr.matchAll(/(\w+)\{[^}]*\}\[(\w+)\]/g)].map(([, , range]) => range));
    expect([...new Set(ranges)]).toEqual(["5m"]);
    expect(exprOf("service:slo_errors:ratio_rate3d")).toBe(
      "avg_over_time(service:slo_errors:rate5m[3d]) / (avg_over_time(service:slo_requests:rate5m[3d]) > 0)",
    );
  });
});

describe("runbooks", () => {
  const folder = join(__dirname, "../../../../docs/runbooks");

  it.each([
    ["HpaAtMaxReplicas", "hpa-at-max-replicas.md"],
    ["NginxUpstream5xx", "nginx-upstream-5xx.md"],
    ["HighP95Latency", "high-p95-latency.md"],
    ["PgbouncerClientsWaiting", "pgbouncer-clients-waiting.md"],
  ])("%s is explained in %s", (alert, page) => {
    expect(runbookPage(alert)).toBe(page);
  });

  it("has a page for every alert, which names it, and none for an alert that is gone", () => {
    const names = [...new Set(alerts.map(({ alert }) => alert))];
    expect(readdirSync(folder).sort()).toEqual([...names.map(runbookPage), "README.md"].sort());
    const silent = names.filter(
      (name) =>
        !existsSync(join(folder, runbookPage(name))) ||
        !readFileSync(join(folder, runbookPage(name)), "utf8").startsWith(`# ${name}\n`),
    );
    expect(silent).toEqual([]);
  });

  it("is linked from every alert", () => {
    expect(alerts.map(({ annotations }) => annotations.runbook_url)).toEqual(
      alerts.map(({ alert }) => `${RUNBOOKS}/${runbookPage(alert)}`),
    );
  });
});

describe("anyOf()", () => {
  it.each([
    [["b", "a", "b"], 'x=~"a|b"'],
    [["a"], 'x="a"'],
  ])("matches %p by %s", (values, matcher) => {
    expect(anyOf("x", values)).toBe(matcher);
  });
});
