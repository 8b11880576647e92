import type { ResourceRule, Rule, StackRule } from "../rule";

/** The reference of every rule, in Markdown. Its examples are the rules' test cases. */
export function reference(domains: Readonly<Record<string, readonly Rule[]>>): string {
  const rules = Object.values(domains).flat();
  const stacks = rules.filter(({ kind }) => kind === "stack").length;
  return [
    "# Policies",
    "",
    "Written by `node --require sucrase/register/ts policies/reference/write.ts` from the rules in `policies/rules`; a test fails when it",
    "is out of date, and every example below is a test case.",
    "",
    `**${rules.length} rules**, ${stacks} of which judge the stack as a whole. How they run, and how to switch one off for a stack, stands in`,
    "[preview.md](preview.md#policies); how to add one in [policies/README.md](../policies/README.md).",
    "",
    "| rule | judges | severity | level |",
    "|---|---|---|---|",
    ...rules.map((rule) => {
      return `| [${rule.name}](#${rule.name}) | ${judges(rule)} | ${rule.severity} | ${rule.enforcementLevel} |`;
    }),
    ...Object.entries(domains).flatMap(([domain, list]) => ["", `## ${domain}`, ...list.flatMap(section)]),
    "",
  ].join("\n");
}

function section(rule: Rule): string[] {
  return [
    "",
    `### ${rule.name}`,
    "",
    rule.description,
    "",
    `- Mend: ${rule.remediationSteps}`,
    `- Source: <${rule.url}>`,
    ...Object.entries(rule.settings ?? {}).map(([name, setting]) => {
      const { minimum, maximum } = setting;
      const range = minimum === undefined && maximum === undefined ? "" : `, ${minimum ?? ""} to ${maximum ?? "any"}`;
      return `- Setting \`${name}\` (${setting.type}${range}, default ${JSON.stringify(setting.default)}): ${setting.description}`;
    }),
    "",
    ...(rule.kind === "resource" ? resourceExamples(rule) : stackExamples(rule)),
  ];
}

function resourceExamples({ examples: { good, bad } }: ResourceRule): string[] {
  const show = ({ inputs, protect, type, settings }: (typeof good)[0]) =>
    literal({ ...(type && { type }), ...(protect && { protect }), ...(settings && { settings }), inputs });
  return example(show(good[0]), show(bad[0]), bad[0].gaps);
}

function stackExamples({ examples: { good, bad } }: StackRule): string[] {
  const show = ({ resources, settings }: (typeof good)[0]) =>
    [...(settings ? [literal({ settings })] : []), ...resources.map(literal)].join("\n");
  return example(show(good[0]), show(bad[0]), bad[0].gaps);
}

function example(good: string, bad: string, gaps: readonly string[]): string[] {
  return ["Good:", "", "```json", good, "```", "", `Bad: ${gaps.join("; ")}`, "", "```json", bad, "```"];
}

const literal = (value: unknown) => JSON.stringify(value);

function judges(rule: Rule): string {
  if (rule.kind === "stack") return "the stack";
  return rule.types.map((type) => `\`${type.replace(/\/[^:]*:/, ":")}\``).join(", ");
}
