import type {
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { ExceptionList } from "./exception-list";
import { defaultSettings, type ResourceRule, type Rule, type RuleText, type StackRule } from "./rule";
import { StackView } from "./stack-view";
import { isUnknownValueError } from "./unknown";

/** A rule as Pulumi's SDK takes it. */
export function toPolicy(
  rule: Rule,
  exceptions: ExceptionList,
  declared: ReadonlyMap<string, object>,
): ResourceValidationPolicy | StackValidationPolicy {
  return rule.kind === "resource" ? resourcePolicy(rule, exceptions) : stackPolicy(rule, exceptions, declared);
}

/** Remembers what is declared, and finds fault with nothing. */
export function declaredInputsPolicy(declared: Map<string, object>): ResourceValidationPolicy {
  return {
    name: "declared-inputs",
    description: "Rules about the whole stack judge what is declared wherever a preview has no outcome yet.",
    enforcementLevel: "advisory",
    severity: "low",
    validateResource: ({ urn, props }) => {
      declared.set(urn, props);
    },
  };
}

/** Fails for exceptions that have expired or that nothing needs. It must come after all other policies. */
export function exceptionsPolicy(exceptions: ExceptionList): StackValidationPolicy {
  return {
    name: "exceptions-are-current",
    description: "Every exception from a rule is still needed and has not expired, so none outlives its reason.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Mend what the exception excuses, or agree on a new date with its owner; remove an unused one.",
    validateStack: ({ resources }, report) => {
      const [, stack = ""] = /^urn:pulumi:([^:]+)::/.exec(resources[0]?.urn ?? "") ?? [];
      for (const problem of exceptions.problems(stack)) report(problem);
    },
  };
}

function resourcePolicy(rule: ResourceRule, exceptions: ExceptionList): ResourceValidationPolicy {
  const defaults = defaultSettings(rule);
  const validate: ResourceValidation = (args, report) => {
    const { type, name, urn, props, opts } = args;
    if (!rule.types.includes(type)) return;
    const settings = { ...defaults, ...args.getConfig() };
    try {
      const gaps = rule.gaps(props, { settings, type, name, protect: opts.protect });
      for (const gap of gaps) reportGap(rule, exceptions, report, urn, gap);
    } catch (error) {
      if (isUnknownValueError(error)) exceptions.find(rule.name, urn); // may be needed, so it is not unused
      throw error; // the SDK reports an unknown value as such, and everything else as a failure of the rule
    }
  };
  // Lets the SDK skip every other type before it decodes the resource.
  if (rule.types.length === 1) Object.assign(validate, { __pulumiType: rule.types[0] });
  return { ...describe(rule), validateResource: validate };
}

function stackPolicy(
  rule: StackRule,
  exceptions: ExceptionList,
  declared: ReadonlyMap<string, object>,
): StackValidationPolicy {
  const defaults = defaultSettings(rule);
  return {
    ...describe(rule),
    validateStack: (args, report) => {
      const stack = new StackView(args.resources, declared);
      const gaps = rule.gaps(stack, { ...defaults, ...args.getConfig() });
      for (const { resource, message } of gaps) reportGap(rule, exceptions, report, resource?.urn, message);
      for (const { resource, error } of stack.unknowns) {
        exceptions.find(rule.name, resource.urn);
        // The words of the SDK, which says so by itself for a rule about one resource.
        const message = `can't run policy '${rule.name}' from policy pack 'p95' during preview: ${error.message}`;
        reportAdvisory(report, message, resource.urn);
      }
    },
  };
}

function reportGap(
  rule: Rule,
  exceptions: ExceptionList,
  report: ReportViolation,
  urn: string | undefined,
  gap: string,
): void {
  const exception = exceptions.find(rule.name, urn);
  if (exception === undefined) {
    report(gap, urn);
  } else {
    const { expires, owner, reason } = exception;
    reportAdvisory(report, `${rule.description}\nExcepted until ${expires} by ${owner}: ${reason}\n${gap}`, urn);
  }
}

/** The SDK takes a whole finding as well, which its types do not say: so a mandatory rule can report what blocks nothing. */
function reportAdvisory(report: ReportViolation, message: string, urn: string | undefined): void {
  (report as unknown as (finding: object) => void)({ message, urn, enforcementLevel: "advisory" });
}

function describe(rule: RuleText) {
  const { name, description, severity, enforcementLevel, url, remediationSteps, settings } = rule;
  const configSchema = settings && ({ properties: settings } as unknown as PolicyConfigSchema);
  return {
    ...{ name, description, severity, enforcementLevel, url, remediationSteps },
    ...(configSchema === undefined ? {} : { configSchema }),
  };
}
