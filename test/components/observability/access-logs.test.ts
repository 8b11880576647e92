import { beforeAll, describe, expect, it } from "@jest/globals";
import { FIVE_MINUTE_QUERY, logMetrics } from "../../../components/observability/access-log";
import { AccessLogs } from "../../../components/observability/access-logs";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";

const args = { region: "eu-west-1", quickMillis: 250, retentionDays: 90 };

describe("AccessLogs", () => {
  let logs: AccessLogs;
  let made: Declared;
  beforeAll(async () => {
    made = await declared(
      (opts) => {
        logs = new AccessLogs("access", args, opts);
      },
      {},
      "prod",
    );
  });

  it("declares exactly a log group, its index, the saved query and a filter for each metric", () => {
    const filters = logMetrics(250).map(({ role }) => `access-${role}`);
    expect(made.names()).toEqual(["access-five-minutes", "access-index", "access-lines", ...filters].sort());
  });

  it("keeps lines as long as told, in the class that has metric filters", () => {
    expect(made.one("access-lines")).toEqual({ region: "eu-west-1", retentionInDays: 90, logGroupClass: "STANDARD" });
    expect(made.one("access-index")).toEqual({
      region: "eu-west-1",
      logGroupName: "access-lines",
      policyDocument: '{"Fields":["service","status","uri"]}',
    });
    expect(made.one("access-five-minutes")).toEqual({
      region: "eu-west-1",
      logGroupNames: ["access-lines"],
      queryString: FIVE_MINUTE_QUERY,
    });
  });

  it("keeps the stack's metrics apart from those of other stacks", () => {
    expect(made.one("access-failed")).toEqual({
      region: "eu-west-1",
      logGroupName: "access-lines",
      pattern: '{ ($.uri = "/api/*") && ($.status = "5*") }',
      metricTransformation: { namespace: "p95/prod", name: "Failed", value: "1", unit: "Count" },
    });
    expect(made.one("access-service-seconds").metricTransformation).toEqual({
      namespace: "p95/prod",
      name: "RequestSeconds",
      value: "$.request_time",
      unit: "Seconds",
      dimensions: { Service: "$.service" },
    });
  });

  it("lets the shipper write lines, and nothing else", async () => {
    expect(await resolved(logs.logGroupName)).toBe("access-lines");
    const [{ actions, resources }] = logs.writeStatements as any;
    expect(actions).toEqual(["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]);
    expect(await resolved(resources[0])).toBe("arn:access-lines:*");
  });

  it("refuses what CloudWatch has no retention for", () => {
    expect(() => new AccessLogs("access", { ...args, quickMillis: 0, retentionDays: 31 })).toThrow(
      "quickMillis: must be 1 to 60000 milliseconds, got 0\n  retentionDays: must be one of 1, 3, 5",
    );
  });
});
