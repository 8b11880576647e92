/** A series that Prometheus works out ahead, so that dashboards and alerts read one number instead of a million samples. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `page` wakes somebody, `ticket` waits for the morning: the two topics of `AlarmTopics`. */
export type Severity = "page" | "ticket";

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition holds before anybody hears of it, e.g. `5m`. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: Severity };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

/** Rules of one group run one after the other, so a rule may read what an earlier one of its group has just recorded. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (RecordingRule | AlertRule)[];
}

export function isAlert(rule: RecordingRule | AlertRule): rule is AlertRule {
  return "alert" in rule;
}

/** `HpaAtMaxReplicas` is explained in `hpa-at-max-replicas.md`. */
export function runbookPage(alert: string): string {
  const words = alert.match(/[A-Z]\d+|[A-Z][a-z]*|\d+[a-z]*/g) ?? [alert];
  return `${words.join("-").toLowerCase()}.md`;
}

export interface Alarm {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: Severity;
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What it costs viewers, and what to look at first. */
  readonly description: string;
}

/** An alert that links to its own page under `runbookBaseUrl`. */
export function alertRule(runbookBaseUrl: string, alarm: Alarm): AlertRule {
  const { alert, expr, severity, labels, summary, description } = alarm;
  return {
    alert,
    expr,
    for: alarm.for,
    labels: { severity, ...labels },
    annotations: { summary, description, runbook_url: `${runbookBaseUrl}/${runbookPage(alert)}` },
  };
}

/** A matcher for any of `values`, e.g. `service_name=~"catalog-service|playback-service"`; none of them means anything to a regex. */
export function anyOf(label: string, values: readonly string[]): string {
  const distinct = [...new Set(values)].sort();
  return distinct.length === 1 ? `${label}="${distinct[0]}"` : `${label}=~"${distinct.join("|")}"`;
}
