import type { Palette } from "../render/palette";
import { printable } from "../render/printable";
import type { ManifestCheck } from "./check-manifests";

/** A check under the name of its stack. */
export type StackManifestCheck = { readonly stack: string } & ManifestCheck;

/** The outcome for a person at a terminal. */
export function renderManifestChecks(checks: readonly StackManifestCheck[], colours: Palette): string {
  const title = `${colours.bold("check:kubernetes")}: judged by the schemas of Kubernetes 1.34 and of our pinned releases`;
  return [title, ...checks.flatMap((check) => renderStack(check, colours)), ""].join("\n");
}

function renderStack({ stack, accepted, rejected, notCheckable }: StackManifestCheck, colours: Palette): string[] {
  const refused = `${rejected.length} rejected`;
  const places = `${notCheckable.length} ${notCheckable.length === 1 ? "value" : "values"} not checkable`;
  return [
    "",
    `${colours.bold(stack)}: ${accepted} accepted, ${rejected.length === 0 ? refused : colours.red(refused)}, ${places}`,
    ...rejected.flatMap(({ type, name, source, problems }) => [
      `  ${colours.red("rejected")} ${name} (${type})${source && ` ${colours.dim(source)}`}`,
      ...problems.map(({ path, message }) => `    ${path && `${path}: `}${printable(message)}`),
    ]),
    ...notCheckable.map(
      ({ type, name, path, reason }) => `  not checkable ${name} (${type}): ${path && `${path}: `}${reason}`,
    ),
  ];
}
