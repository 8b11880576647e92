/** From the worst down. */
export const SEVERITIES = ["high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule found in a statement. */
export interface Gap {
  readonly severity: Severity;
  /** In the file, UTF-16 units. */
  readonly offset: number;
  /** What is wrong, with the planner's word for it. */
  readonly message: string;
  /** What to write instead. */
  readonly mend: string;
}

/** A gap, and where and why it counts. */
export interface Finding extends Omit<Gap, "offset"> {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly why: string;
}

/** Whether `severity` is `least` or worse. */
export const atLeast = (severity: Severity, least: Severity) =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);

/** A number as messages have it. */
export const count = (value: number) => Math.round(value).toLocaleString("en-US");
