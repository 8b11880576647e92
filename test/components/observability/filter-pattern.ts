/** A JSON filter pattern of CloudWatch Logs, as far as ours go: comparisons of one field, joined by `&&`, in parentheses. */
export type Matches = (line: Readonly<Record<string, unknown>>) => boolean;

const TERM = /^\$\.(\w+) (=|!=|>=|<=|>|<) (?:"([^"]*)"|(-?[\d.]+))$/;

/**
 * Reads `pattern` as CloudWatch Logs does: text in quotes is compared with text, `*` in it stands for anything; a bare number only with
 * a number; a field that is missing or of the other type matches nothing but `!=`.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 * @throws {SyntaxError} of a pattern that it does not know: a test must not pass by misreading
 */
export function filterPattern(pattern: string): Matches {
  const inner = /^\{ (.+) \}$/.exec(pattern)?.[1];
  if (inner === undefined) throw new SyntaxError(`No JSON pattern: ${pattern}`);
  const terms = inner.split(" && ").map((part) => term(/^\((.+)\)$/.exec(part)?.[1] ?? part));
  return (line) => terms.every((matches) => matches(line));
}

function term(text: string): Matches {
  const [, field, operator, words, digits] = TERM.exec(text) ?? [];
  if (field === undefined) throw new SyntaxError(`No comparison: ${text}`);
  if (words !== undefined) {
    const glob = new RegExp(`^${words.split("*").map(escaped).join(".*")}$`);
    const equal: Matches = (line) => typeof line[field] === "string" && glob.test(line[field]);
    if (operator === "=") return equal;
    if (operator === "!=") return (line) => !equal(line);
    throw new SyntaxError(`Text is not ordered: ${text}`);
  }
  const limit = Number(digits);
  const holds: Record<string, (value: number) => boolean> = {
    "=": (value) => value === limit,
    "!=": (value) => value !== limit,
    ">": (value) => value > limit,
    ">=": (value) => value >= limit,
    "<": (value) => value < limit,
    "<=": (value) => value <= limit,
  };
  return (line) => typeof line[field] === "number" && holds[operator!]!(line[field]);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
