import { resolve } from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { ExceptionList, readExceptions } from "../../../policies/exception-list";
import { rules } from "../../../policies/index";
import { toPolicy } from "../../../policies/policy";
import { isUnknownValueError } from "../../../policies/unknown";
import type { ResourceState } from "../../../review/engine/resource-state";
import { findPacks } from "../../../review/policy/find-packs";
import { unknownPath } from "../../../review/policy/findings";
import { ShownStack } from "../shown-stack";

const ROOT = resolve(__dirname, "../../..");
const EXCEPTIONS = resolve(ROOT, "policies/exceptions.json");

type Policy = ResourceValidationPolicy | StackValidationPolicy;
type Report = (finding: string | { readonly message: string }) => void;

/**
 * One of our stacks before our pack, in this process: the analyzer shows a policy the same, but decodes all resources for each one
 * about the whole stack. Rules about one resource judge each state once, so that what has not changed costs nothing.
 */
export class StackUnderTest {
  readonly #policies: { readonly policy: Policy; readonly settings: object }[];
  readonly #declared = new Map<string, object>();
  readonly #judged = new WeakMap<ResourceState, readonly string[]>();
  readonly #shown = new ShownStack();

  /** @param stack whose settings of the pack apply. */
  constructor(stack: string, today: string) {
    const [request] = findPacks(ROOT, stack, { packs: [], configs: [], off: false });
    const names = rules.map(({ name }) => name);
    const exceptions = new ExceptionList(readExceptions(EXCEPTIONS, names), today);
    this.#policies = rules.flatMap((rule) => {
      const { level, parameters = {} } = request?.settings[rule.name] ?? {};
      return level === "disabled" ? [] : [{ policy: toPolicy(rule, exceptions, this.#declared), settings: parameters }];
    });
  }

  /** Rules that find something, each once and in order; one that could not judge is marked as such. */
  judge(states: readonly ResourceState[]): string[] {
    this.#declared.clear();
    for (const state of states) this.#declared.set(state.urn, this.#shown.properties(state, state.inputs));
    const found = states.flatMap((state) => this.#judgeResource(state));
    return [...new Set([...found, ...this.#judgeStack(states)])].sort();
  }

  #judgeResource(state: ResourceState): readonly string[] {
    const known = this.#judged.get(state);
    if (known !== undefined) return known;
    const found = this.#policies.flatMap(({ policy, settings }) => {
      if (!("validateResource" in policy)) return [];
      const validate = policy.validateResource as (args: object, report: Report) => void;
      const { urn, type, name, protect } = state;
      const props = this.#shown.properties(state, state.inputs);
      return findings(policy, (report) =>
        validate({ urn, type, name, props, opts: { protect }, getConfig: () => settings }, report),
      );
    });
    this.#judged.set(state, found);
    return found;
  }

  #judgeStack(states: readonly ResourceState[]): string[] {
    const resources = this.#shown.resources(states);
    return this.#policies.flatMap(({ policy, settings }) => {
      if (!("validateStack" in policy)) return [];
      const validate = policy.validateStack as (args: object, report: Report) => void;
      return findings(policy, (report) => validate({ resources, getConfig: () => settings }, report));
    });
  }
}

/** The rule's name for each thing that it finds. */
function findings({ name }: Policy, validate: (report: Report) => void): string[] {
  const found: string[] = [];
  try {
    validate((finding) => {
      const message = typeof finding === "string" ? finding : finding.message;
      found.push(unknownPath(message) === undefined ? name : `${name}: not evaluable`);
    });
  } catch (error) {
    if (!isUnknownValueError(error)) throw error;
    found.push(`${name}: not evaluable`);
  }
  return found;
}
