import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { type CostSettings, costProblems } from "./settings";

/** Tag that the platform sets on everything. It must be active as a cost allocation tag in the payer's account. */
const STACK_TAG = "stack";

/** When somebody is told. Unit: percent of the month's budget. */
const ALERTS = [
  { notificationType: "ACTUAL", threshold: 80 },
  { notificationType: "ACTUAL", threshold: 100 },
  { notificationType: "FORECASTED", threshold: 100 },
];

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function costAlertsProblems(settings: CostSettings): Problem[] {
  return costProblems("settings", settings);
}

/**
 * Who hears of what the stack costs: a budget a month, and spending that strays from its own history. Both see only what carries the
 * stack's tag, so other stacks of the account do not hide in it. Global: AWS keeps them in one place.
 */
export class CostAlerts extends pulumi.ComponentResource {
  readonly budgetName: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, settings: CostSettings, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`CostAlerts "${name}"`, costAlertsProblems(settings));
    super("p95:resilience:CostAlerts", name, {}, opts);
    const { monthlyBudgetUsd, alertEmails, anomalyPercent } = settings;

    const budget = new aws.budgets.Budget(
      `${name}-budget`,
      {
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: `${monthlyBudgetUsd}`, // the provider wants text
        limitUnit: "USD",
        costFilters: [{ name: "TagKeyValue", values: [`user:${STACK_TAG}$${pulumi.getStack()}`] }],
        notifications: ALERTS.map((alert) => ({
          ...alert,
          comparisonOperator: "GREATER_THAN",
          thresholdType: "PERCENTAGE",
          subscriberEmailAddresses: [...alertEmails],
        })),
      },
      { parent: this },
    );
    if (anomalyPercent !== undefined) this.anomalies(name, alertEmails, anomalyPercent);

    this.budgetName = budget.name;
    this.registerOutputs({ budgetName: this.budgetName });
  }

  private anomalies(name: string, emails: readonly string[], percent: number): void {
    const child = { parent: this };
    const monitor = new aws.costexplorer.AnomalyMonitor(
      `${name}-monitor`,
      {
        monitorType: "CUSTOM", // an account has one monitor by service, and it may be somebody else's
        monitorSpecification: JSON.stringify({ Tags: { Key: STACK_TAG, Values: [pulumi.getStack()] } }),
      },
      child,
    );
    new aws.costexplorer.AnomalySubscription(
      `${name}-anomalies`,
      {
        frequency: "DAILY", // at once is for topics only
        monitorArnLists: [monitor.arn],
        subscribers: emails.map((address) => ({ type: "EMAIL", address })),
        thresholdExpression: {
          dimension: {
            key: "ANOMALY_TOTAL_IMPACT_PERCENTAGE",
            matchOptions: ["GREATER_THAN_OR_EQUAL"],
            values: [`${percent}`],
          },
        },
      },
      child,
    );
  }
}
