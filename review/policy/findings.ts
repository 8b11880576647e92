import type { Finding, Mending, PackInfo } from "../engine/analyzer";
import type { Redactor } from "../engine/redaction";
import type { Properties } from "../engine/values";
import { byRule, byWeight, type NotEvaluable, type Remediation, type Violation } from "./report";

/** How the SDK reports a policy that read an unknown value. */
const NOT_EVALUABLE = /^can't run (?:policy|remediation) '[^']*' from policy pack '[^']*' during preview: ([\s\S]*)$/;
const PATH = /value at \.(.*) can't be known during preview/;

/** What the packs found, before anything of it is shown. */
export class Collected {
  readonly #findings: { readonly info: PackInfo; readonly urn: string; readonly finding: Finding }[] = [];
  readonly #mendings: { readonly info: PackInfo; readonly urn: string; readonly mending: Mending }[] = [];
  readonly #remediations: Remediation[] = [];

  add(info: PackInfo, urn: string, finding: Finding): void {
    this.#findings.push({ info, urn, finding });
  }

  addMending(info: PackInfo, urn: string, before: Properties, mending: Mending): void {
    const { policy: rule, properties: after } = mending;
    if (after === undefined) {
      this.#mendings.push({ info, urn, mending });
      return;
    }
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const properties = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    this.#remediations.push({ pack: info.name, rule, urn, properties });
  }

  /** All of it in order, without secrets. */
  report(redactor: Redactor) {
    const hide = (text: string) => redactor.text(text);
    const unknown = new Map<string, NotEvaluable>();
    const addUnknown = (found: NotEvaluable) => unknown.set(JSON.stringify(found), found);
    const violations: Violation[] = [];
    for (const { info, urn, finding } of this.#findings) {
      const path = unknownPath(finding.message);
      if (path === undefined) violations.push(toViolation(info, urn, finding, hide));
      else addUnknown({ pack: info.name, rule: finding.policy, urn, path: hide(path) });
    }
    for (const { info, urn, mending } of this.#mendings) {
      const path = unknownPath(mending.diagnostic) ?? mending.diagnostic;
      addUnknown({ pack: info.name, rule: mending.policy, urn, path: hide(path) });
    }
    return {
      violations: violations.sort(byWeight),
      notEvaluable: [...unknown.values()].sort(byRule),
      remediations: this.#remediations.map((each) => ({ ...each, properties: each.properties.map(hide) })).sort(byRule),
    };
  }
}

/** The path in the SDK's report that a policy read an unknown value; `undefined` for any other message. */
export function unknownPath(message: string): string | undefined {
  const [, reason] = NOT_EVALUABLE.exec(message) ?? [];
  return reason === undefined ? undefined : (PATH.exec(reason)?.[1] ?? reason);
}

function toViolation(info: PackInfo, urn: string, finding: Finding, hide: (text: string) => string): Violation {
  const { policy: rule, description, message, level, severity } = finding;
  const policy = info.policies.find(({ name }) => name === rule);
  // The SDK puts the description of the policy in front of what the policy says.
  const detail = message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;
  return {
    pack: info.name,
    rule,
    level: level === "advisory" ? "advisory" : "mandatory",
    severity: severity === "unspecified" ? (policy?.severity ?? severity) : severity,
    urn,
    why: hide(description),
    message: hide(detail === description ? "" : detail),
    mend: hide(policy?.remediationSteps ?? ""),
    url: policy?.url ?? "",
  };
}
