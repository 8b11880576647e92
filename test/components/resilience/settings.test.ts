import { describe, expect, it } from "@jest/globals";
import { type ResilienceSettings, resilienceSettingsProblems } from "../../../components/resilience/settings";
import { changed } from "../../support/declared";

const settings: ResilienceSettings = {
  experiments: ["pod-delete", "zone-loss"],
  experimentWeek: { day: "TUE", fromHour: 10 },
  cost: { monthlyBudgetUsd: 5_000, alertEmails: ["platform@p95.example"], anomalyPercent: 20 },
  quotas: { standardVcpus: 512 },
  requestQuotas: true,
};

const problems = (of: unknown) =>
  resilienceSettingsProblems("resilience", of).map(({ path, reason }) => `${path}: ${reason}`);

describe("resilienceSettingsProblems()", () => {
  it.each([
    ["experiments", [[], ["pod-delete", "zone-loss", "database-failover", "cache-failover", "network-latency"]]],
    ["experimentWeek", [undefined]],
    ["experimentWeek.day", ["MON", "FRI"]],
    ["experimentWeek.fromHour", [6, 12]],
    ["cost.monthlyBudgetUsd", [1, 100_000_000]],
    ["cost.alertEmails", [["a@b.example"], Array.from({ length: 10 }, (_, i) => `a${i}@b.example`)]],
    ["cost.anomalyPercent", [undefined, 5, 1_000]],
    ["quotas", [{}]],
    ["quotas.standardVcpus", [1, 1_000_000]],
    ["requestQuotas", [true, false]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends as unknown[]) expect(problems(changed(settings, path, value))).toEqual([]);
  });

  const kinds = '"pod-delete", "zone-loss", "database-failover", "cache-failover", "network-latency"';
  it.each([
    ["experiments[1]", "pod-delete", 'must appear once, got "pod-delete"'],
    ["experiments[0]", "reboot", `must be one of ${kinds}, got "reboot"`],
    ["experimentWeek.day", "SAT", 'must be one of "MON", "TUE", "WED", "THU", "FRI", got "SAT"'],
    ["experimentWeek.fromHour", 5, "must be 6 to 12 o'clock, got 5"],
    ["experimentWeek.fromHour", 13, "must be 6 to 12 o'clock, got 13"],
    ["cost", undefined, "must be an object, got undefined"],
    ["cost.monthlyBudgetUsd", 0, "must be 1 to 100000000 US dollars a month, got 0"],
    ["cost.monthlyBudgetUsd", 100_000_001, "must be 1 to 100000000 US dollars a month, got 100000001"],
    ["cost.alertEmails", [], "must be a list of 1 to 10, got a list of 0"],
    ["cost.alertEmails", Array(11).fill("a@b.example"), "must be a list of 1 to 10, got a list of 11"],
    ["cost.alertEmails[0]", "platform", 'must be an e-mail address, got "platform"'],
    ["cost.anomalyPercent", 4, "must be 5 to 1000 percent, got 4"],
    ["cost.anomalyPercent", 1_001, "must be 5 to 1000 percent, got 1001"],
    ["quotas.standardVcpus", 0, "must be 1 to 1000000 as a quota, got 0"],
    ["requestQuotas", "yes", 'must be true or false, got "yes"'],
  ])("names %s when it is %p", (path, value, reason) => {
    const at = path.replace(/\[(\d)\]/, ".$1");
    expect(problems(changed(settings, at, value))).toEqual([`resilience.${path}: ${reason}`]);
  });

  it("names a quota that is none", () => {
    expect(problems({ ...settings, quotas: { vcpu: 5 } })).toEqual([
      "resilience.quotas.vcpu: must be one of standardVcpus, elasticIps, vpcs, natGatewaysPerZone, " +
        'interfaceEndpointsPerVpc, networkLoadBalancers, cacheNodes, databaseInstances, databaseClusters, got "vcpu"',
    ]);
  });

  it.each([undefined, null, 7, "often", [], {}])("reports %p instead of throwing", (value) => {
    expect(problems(value)).not.toEqual([]);
    expect(problems(changed(settings, "cost", value))).not.toEqual([]);
  });
});
