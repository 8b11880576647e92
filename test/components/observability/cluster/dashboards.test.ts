import { describe, expect, it } from "@jest/globals";
import Ajv, { type ValidateFunction } from "ajv";
import { dashboards } from "../../../../components/observability/cluster/dashboards";
import { isAlert } from "../../../../components/observability/cluster/rule";
import { monitoringRules } from "../../../../components/observability/cluster/rules";
import { KNOWN_METRICS } from "./known-metrics";
import { metricOfVariable, metricsOf } from "./promql";
import { RUNBOOKS, services } from "./samples";
import { schemasOf } from "./type-schema";

const SDK = "@grafana/grafana-foundation-sdk";
const [dashboard, timeseries, lines, stat, query] = schemasOf([
  { module: `${SDK}/dashboard`, name: "Dashboard" },
  { module: `${SDK}/timeseries`, name: "Options" },
  { module: `${SDK}/timeseries`, name: "FieldConfig" },
  { module: `${SDK}/stat`, name: "Options" },
  { module: `${SDK}/prometheus`, name: "Dataquery" },
]).map((schema) => new Ajv({ allowUnionTypes: true, allErrors: true }).compile(schema)) as [
  ValidateFunction,
  ValidateFunction,
  ValidateFunction,
  ValidateFunction,
  ValidateFunction,
];

const loaded = Object.entries(dashboards).map(([uid, json]) => [uid, JSON.parse(json)] as const);
const panelsOf = (of: any): any[] => of.panels.filter(({ type }: any) => type !== "row");
const recorded = Object.values(monitoringRules({ services, perfNamespace: "perf", runbookBaseUrl: RUNBOOKS }))
  .flat()
  .flatMap(({ rules }) => rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])));

/** What `check` finds wrong with `value`, worded. */
function faults(check: ValidateFunction, value: unknown): string[] {
  check(value);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

it("covers the platform, a service, NGINX, autoscaling and the way to the database", () => {
  expect(Object.keys(dashboards)).toEqual([
    "streaming-overview",
    "streaming-service",
    "streaming-nginx",
    "streaming-autoscaling",
    "streaming-database",
  ]);
});

describe.each(loaded)("%s", (uid, of) => {
  it("is what Grafana's types say a dashboard is", () => {
    expect(faults(dashboard, of)).toEqual([]);
    expect(of.uid).toBe(uid);
  });

  it("has panels whose options, lines and queries are what Grafana's types say", () => {
    for (const { type, options, fieldConfig, targets } of panelsOf(of)) {
      expect(faults(type === "stat" ? stat : timeseries, options)).toEqual([]);
      expect(faults(lines, fieldConfig.defaults.custom)).toEqual([]);
      expect(targets.flatMap((target: unknown) => faults(query, target))).toEqual([]);
    }
  });

  it("reads only what somebody exports or a rule records", () => {
    const known = [...Object.values(KNOWN_METRICS).flat(), ...recorded];
    const read = [
      ...panelsOf(of).flatMap(({ targets }) => targets.flatMap(({ expr }: any) => metricsOf(expr))),
      ...of.templating.list
        .filter(({ type }: any) => type === "query")
        .map((each: any) => metricOfVariable(each.query)),
    ];
    expect(read.filter((metric) => !known.includes(metric))).toEqual([]);
  });

  it("says of every panel what to conclude from it, and asks the data source that was chosen", () => {
    const chosen = { type: "prometheus", uid: "${datasource}" };
    for (const { title, description, datasource, targets } of panelsOf(of)) {
      expect({ title, explained: description.length > 10, datasource }).toEqual({
        title,
        explained: true,
        datasource: chosen,
      });
      expect(targets.map((target: any) => target.datasource)).toEqual(targets.map(() => chosen));
      expect(targets.map((target: any) => target.refId)).toEqual([..."ABCDEFGH"].slice(0, targets.length));
    }
  });

  it("uses no variable that it does not have", () => {
    const names = of.templating.list.map(({ name }: any) => name);
    const used = [...JSON.stringify(of.panels).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual([...names].sort());
  });

  it("places panels without a gap or an overlap", () => {
    const rows = new Map<number, number>();
    for (const { gridPos } of of.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      rows.set(gridPos.y, (rows.get(gridPos.y) ?? 0) + gridPos.w);
    }
    expect([...rows.values()].filter((width) => width % 12 !== 0)).toEqual([]);
  });

  it("fits a ConfigMap", () => {
    expect(Buffer.byteLength(dashboards[uid]!)).toBeLessThan(1_048_576 / 2); // with room for its neighbours in etcd's request
  });
});

describe("the schema", () => {
  const [, service] = loaded.find(([uid]) => uid === "streaming-service")!;

  it.each<[string, (of: any) => void, RegExp]>([
    ["a field that is none", (of) => Object.assign(of.panels[1], { widht: 3 }), /must NOT have additional properties/],
    ["a missing field", (of) => delete of.schemaVersion, /required property 'schemaVersion'/],
    ["a wrong type", (of) => Object.assign(of, { title: 7 }), /\/title must be string/],
  ])("refuses %s", (_, break_, fault) => {
    const broken = structuredClone(service);
    break_(broken);
    expect(faults(dashboard, broken).join("\n")).toMatch(fault);
  });

  it("refuses an option that Grafana does not know", () => {
    const options = structuredClone(panelsOf(service)[0].options);
    options.legend.placement = "left";
    expect(faults(timeseries, options).join("\n")).toMatch(/\/legend\/placement must be equal to constant/);
  });
});

describe("metricsOf()", () => {
  it.each([
    ['sum by (a, le) (rate(x_total{b=~"c(d)"}[5m])) / on (a) group_left (e) max(y:z offset 10m)', ["x_total", "y:z"]],
    ['absent(a{x="} or b"}) unless b > bool 1', ["a", "b"]],
    ["vector(1) and on() (vector(time()) >= 5)", []],
  ])("reads %s", (expr, metrics) => {
    expect(metricsOf(expr)).toEqual(metrics);
  });
});
