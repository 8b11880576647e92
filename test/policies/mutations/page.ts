import type { Rule } from "../../../policies/rule";
import type { Mutation } from "./mutation";

/** The mistakes as a page of the documentation. */
export function mistakesPage(mistakes: readonly Mutation[], rules: readonly Rule[]): string {
  const caught = new Set(mistakes.flatMap((each) => each.rules));
  const others = rules.filter(({ name }) => !caught.has(name)).map(({ name }) => ruleLink(name));
  const rows = mistakes.map((each) => {
    const change = `\`${each.resource}\`: ${shownChange(each)}`;
    return `| ${[each.mistake, change, each.rules.map(ruleLink).join(", ")].map(cell).join(" | ")} |`;
  });
  return `# What the policies catch

Written by \`node --require sucrase/register/ts test/policies/mutations/write-page.ts\`; a test fails when it is out of date.

**${mistakes.length} mistakes** of one line in stack prod, and the rules that catch each. \`npx jest test/policies/mutations\` previews
prod once, makes each mistake in what prod declares, and lets the whole pack judge: these rules must find something, and no other one
may, nor may one be unable to judge. Prod as it is has none.

| somebody | changes | and is stopped by |
|---|---|---|
${rows.join("\n")}

No mistake here is for ${others.length} of the ${rules.length} rules, which have their examples in [policies.md](policies.md): ${others.join(", ")}.
`;
}

const ruleLink = (name: string) => `[${name}](policies.md#${name})`;

const cell = (text: string) => text.replaceAll("|", "\\|");

function shownChange({ path, value }: Mutation): string {
  if (path.length === 0) return "left out";
  const input = `\`${path.join(".")}\``;
  return value === undefined ? `${input} left out` : `${input} becomes \`${JSON.stringify(value)}\``;
}
