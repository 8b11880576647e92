import { readJsonFile } from "../engine/json-file";
import { SettingsError } from "../engine/settings-error";
import type { DeclaredState } from "./declared";

/** The resources of a file that "pulumi stack export" or "p95 preview --export" wrote. @throws {SettingsError} */
export function readExportedStates(path: string): DeclaredState[] {
  const content = readJsonFile(path) as any;
  return exportedStates(content, path);
}

/** The same of its parsed content. @throws {SettingsError} */
export function exportedStates(content: any, path = "the exported stack"): DeclaredState[] {
  const resources = content?.deployment?.resources;
  if (!Array.isArray(resources)) {
    throw new SettingsError(`Cannot read ${path}`, [
      'must be what "pulumi stack export" writes: deployment.resources is missing',
    ]);
  }
  return resources.map(({ urn = "", type = "", inputs = {}, parent = "", propertyDependencies = {} }) => {
    return { urn, type, inputs, parent, propertyDependencies, name: `${urn}`.split("::").at(-1) ?? "" };
  });
}
