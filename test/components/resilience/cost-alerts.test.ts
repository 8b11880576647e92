import { describe, expect, it } from "@jest/globals";
import { CostAlerts } from "../../../components/resilience/cost-alerts";
import type { CostSettings } from "../../../components/resilience/settings";
import { declared } from "../../support/declared";

const settings: CostSettings = { monthlyBudgetUsd: 250_000, alertEmails: ["platform@p95.example"], anomalyPercent: 20 };
const make = (of: CostSettings = settings) => declared((opts) => new CostAlerts("cost", of, opts), {}, "prod");

describe("CostAlerts", () => {
  it("declares a budget of what carries the stack's tag, told of at 80 %, at 100 % and before", async () => {
    const made = await make();
    const shared = {
      comparisonOperator: "GREATER_THAN",
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: ["platform@p95.example"],
    };
    expect(made.one("cost-budget")).toEqual({
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "250000",
      limitUnit: "USD",
      costFilters: [{ name: "TagKeyValue", values: ["user:stack$prod"] }],
      notifications: [
        { notificationType: "ACTUAL", threshold: 80, ...shared },
        { notificationType: "ACTUAL", threshold: 100, ...shared },
        { notificationType: "FORECASTED", threshold: 100, ...shared },
      ],
    });
  });

  it("looks for anomalies of the stack alone, once a day", async () => {
    const made = await make();
    expect(made.names()).toEqual(["cost-anomalies", "cost-budget", "cost-monitor"]);
    const { monitorSpecification, ...monitor } = made.one("cost-monitor");
    expect(monitor).toEqual({ monitorType: "CUSTOM" });
    expect(JSON.parse(monitorSpecification)).toEqual({ Tags: { Key: "stack", Values: ["prod"] } });
    expect(made.one("cost-anomalies")).toEqual({
      frequency: "DAILY",
      monitorArnLists: ["arn:cost-monitor"],
      subscribers: [{ type: "EMAIL", address: "platform@p95.example" }],
      thresholdExpression: {
        dimension: {
          key: "ANOMALY_TOTAL_IMPACT_PERCENTAGE",
          matchOptions: ["GREATER_THAN_OR_EQUAL"],
          values: ["20"],
        },
      },
    });
  });

  it("looks for none where none are asked for", async () => {
    const { anomalyPercent: _, ...calm } = settings;
    expect((await make(calm)).names()).toEqual(["cost-budget"]);
  });

  it("reports every problem at once", () => {
    expect(() => new CostAlerts("cost", { monthlyBudgetUsd: 0, alertEmails: [] })).toThrow(
      'Cannot declare CostAlerts "cost"\n' +
        "  settings.monthlyBudgetUsd: must be 1 to 100000000 US dollars a month, got 0\n" +
        "  settings.alertEmails: must be a list of 1 to 10, got a list of 0",
    );
  });
});
