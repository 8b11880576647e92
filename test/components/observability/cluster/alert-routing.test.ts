import { describe, expect, it } from "@jest/globals";
import { alertRouting } from "../../../../components/observability/cluster/alert-routing";

const routing = alertRouting({ region: "eu-west-1", pageTopicArn: "arn:page", ticketTopicArn: "arn:ticket" });

/** The receiver that Alertmanager takes for a severity: the first route that matches, else the root's. */
function receiverOf(severity: string): string {
  const { route } = routing;
  const matching = route.routes.find(({ matchers }) =>
    matchers.every(({ value }) => RegExp(`^(${value})$`).test(severity)),
  );
  return (matching ?? route).receiver;
}

describe("alertRouting()", () => {
  it.each([
    ["page", "page"],
    ["critical", "page"], // of the stack's own rules
    ["ticket", "ticket"],
    ["warning", "ticket"],
    ["", "ticket"], // a rule without a severity is a mistake that somebody should hear of
    ["info", "nobody"],
    ["none", "nobody"], // the alert that always fires
  ])("sends severity %p to %s", (severity, receiver) => {
    expect(receiverOf(severity)).toBe(receiver);
  });

  it("publishes to the region's topics, signed, when something starts and when it ends", () => {
    const sent = routing.receivers.map(({ name, snsConfigs = [] }) => [
      name,
      snsConfigs.map(({ topicARN, sigv4, sendResolved }) => ({ topicARN, sigv4, sendResolved })),
    ]);
    expect(sent).toEqual([
      ["nobody", []],
      ["page", [{ topicARN: "arn:page", sigv4: { region: "eu-west-1" }, sendResolved: true }]],
      ["ticket", [{ topicARN: "arn:ticket", sigv4: { region: "eu-west-1" }, sendResolved: true }]],
    ]);
  });

  it("tells what is wrong and where its page is", () => {
    const [message] = routing.receivers.flatMap(({ snsConfigs = [] }) => snsConfigs).map((each) => each.message);
    expect(
      ["summary", "description", "runbook_url"].filter((part) => !message!.includes(`.Annotations.${part}`)),
    ).toEqual([]);
  });

  it("opens no ticket for what already pages", () => {
    expect(routing.inhibitRules).toEqual([
      {
        sourceMatch: [{ name: "severity", matchType: "=~", value: "page" }],
        targetMatch: [{ name: "severity", matchType: "=~", value: "ticket" }],
        equal: ["alertname", "namespace", "service_name"],
      },
    ]);
  });
});
