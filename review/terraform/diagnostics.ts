import type { Diagnostic, PathStep } from "./plugin";

export const errorsOf = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.filter(({ severity }) => severity === "ERROR");

/** Summary and detail in one line. */
export function messageOf({ summary, detail }: Diagnostic): string {
  const text = detail === "" || detail === summary ? summary : `${summary}: ${detail}`;
  return text.replace(/\s+/g, " ").trim();
}

/** `vpc_config[0].subnet_ids`. */
export function terraformPath(steps: readonly PathStep[]): string {
  return steps.map(pathStep).join("").replace(/^\./, "");
}

function pathStep({ attribute_name, element_key_int, element_key_string }: PathStep): string {
  if (attribute_name) return `.${attribute_name}`;
  return element_key_string ? `["${element_key_string}"]` : `[${element_key_int ?? 0}]`;
}
