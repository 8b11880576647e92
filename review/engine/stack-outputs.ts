import type { StackOutputs } from "./builtin-provider";
import { readJsonFile } from "./json-file";
import { SettingsError } from "./settings-error";
import { isObject, type Properties, type Value } from "./values";

/**
 * Outputs of other stacks from a JSON file: `{"organization/project/stack": {"output": value}}`.
 * @throws {SettingsError}
 */
export function readStackOutputs(file: string): StackOutputs {
  const content = readJsonFile(file) as Value;
  if (!isObject(content)) throw new SettingsError(`Cannot read ${file}`, ["must be a table of stacks"]);
  const problems = Object.entries(content)
    .filter(([, outputs]) => !isObject(outputs))
    .map(([stack, outputs]) => `${stack}: must be a table of outputs, got ${JSON.stringify(outputs)}`);
  if (problems.length > 0) throw new SettingsError(`Cannot read ${file}`, problems);
  return content as Record<string, Properties>;
}
