import { defaultSettings, type ResourceRule, type Rule } from "../../policies/rule";
import { StackView } from "../../policies/stack-view";
import { isUnknownValueError } from "../../policies/unknown";
import type { ResourceState } from "../../review/engine/resource-state";
import { ShownStack } from "../../test/policies/shown-stack";

/** What one rule takes for a stack, in this process and without the SDK. */
export interface RuleTime {
  readonly rule: string;
  /** CPU time, the least of {@link RUNS}: collected garbage is mostly another rule's. Unit: milliseconds. */
  readonly millis: number;
}

/** Times that every rule judges, after one time that compiles and decodes. */
const RUNS = 10;

export function ruleTimes(rules: readonly Rule[], states: readonly ResourceState[]): RuleTime[] {
  const shown = new ShownStack();
  const declared = new Map(states.map((state) => [state.urn, shown.properties(state, state.inputs)]));
  const resources = shown.resources(states);
  const judge = (rule: Rule) => {
    if (rule.kind === "resource") judgeResources(rule, states, declared);
    else untilUnknown(() => rule.gaps(new StackView(resources, declared), defaultSettings(rule)));
  };
  for (const rule of rules) judge(rule);
  return rules.map((rule) => {
    const millis = Array.from({ length: RUNS }, () => {
      const before = process.cpuUsage();
      judge(rule);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    return { rule: rule.name, millis: Math.min(...millis) };
  });
}

function judgeResources(
  rule: ResourceRule,
  states: readonly ResourceState[],
  declared: ReadonlyMap<string, object>,
): void {
  const settings = defaultSettings(rule);
  for (const { urn, type, name, protect } of states) {
    if (!rule.types.includes(type)) continue;
    untilUnknown(() => rule.gaps(declared.get(urn), { settings, type, name, protect }));
  }
}

/** A value that is not known ends the rule, as in the SDK. */
function untilUnknown(judge: () => unknown): void {
  try {
    judge();
  } catch (error) {
    if (!isUnknownValueError(error)) throw error;
  }
}
