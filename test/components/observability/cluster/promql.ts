/** Words of PromQL that are neither metrics nor functions. */
const KEYWORDS = new Set([
  "and",
  "or",
  "unless",
  "bool",
  "offset",
  "by",
  "without",
  "on",
  "ignoring",
  "group_left",
  "group_right",
]);

/** Names of the metrics that an expression reads. It must be one that promtool accepts: this reads it, and judges nothing. */
export function metricsOf(expr: string): string[] {
  const bare = expr
    .replace(/"(\\.|[^"\\])*"/g, '""')
    .replace(/\{[^}]*\}/g, " ")
    .replace(/\[[^\]]*\]/g, " ")
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ")
    .replace(/\boffset\s+\S+/g, " ");
  const words = bare.match(/[a-zA-Z_:][\w:]*(\s*\()?/g) ?? [];
  return [...new Set(words.filter((word) => !word.endsWith("(") && !KEYWORDS.has(word)))].sort();
}

/** Metric of a `label_values(metric, label)` query, which Grafana and not Prometheus understands. */
export function metricOfVariable(query: string): string {
  const [, metric] = /^label_values\(([\w:]+), \w+\)$/.exec(query) ?? [];
  if (metric === undefined) throw new Error(`Cannot read ${query}`);
  return metric;
}
