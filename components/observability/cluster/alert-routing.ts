import type * as pulumi from "@pulumi/pulumi";

export interface AlertRoutingArgs {
  readonly region: string;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

/** One alert as a person on call reads it; `cluster` says in which region to look. */
const MESSAGE =
  "{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }}\n{{ .Annotations.description }}\n" +
  "{{ or .Annotations.runbook_url .Annotations.runbook }}\n{{ range .Labels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}\n\n{{ end }}";

/**
 * What wakes somebody (`page`, and `critical` of the stack's own rules), what waits (all other), and what nobody hears: `info`, and
 * `none` of the alert that always fires. `spec` of an AlertmanagerConfig.
 */
export function alertRouting({ region, pageTopicArn, ticketTopicArn }: AlertRoutingArgs) {
  const to = (topicARN: pulumi.Input<string>) => ({
    topicARN,
    sigv4: { region },
    sendResolved: true,
    subject: "[{{ .Status | toUpper }}] {{ .GroupLabels.alertname }}", // SNS takes 100 characters
    message: MESSAGE,
  });
  const severity = (value: string) => [{ name: "severity", matchType: "=~", value }];
  return {
    route: {
      receiver: "ticket",
      groupBy: ["alertname", "namespace", "service_name"],
      groupWait: "30s",
      groupInterval: "5m",
      repeatInterval: "4h",
      routes: [
        { receiver: "nobody", matchers: severity("info|none") },
        { receiver: "page", matchers: severity("page|critical"), groupWait: "10s" },
      ],
    },
    receivers: [
      { name: "nobody" },
      { name: "page", snsConfigs: [to(pageTopicArn)] },
      { name: "ticket", snsConfigs: [to(ticketTopicArn)] },
    ],
    inhibitRules: [
      {
        sourceMatch: severity("page"),
        targetMatch: severity("ticket"),
        equal: ["alertname", "namespace", "service_name"], // the slower burn of what already pages
      },
    ],
  };
}
