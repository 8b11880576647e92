import type { Palette } from "../render/palette";
import { printable } from "../render/printable";
import type { StackCheck } from "./check-stack";
import { EXCEPTIONS } from "./exceptions";
import type { FoundProvider } from "./find-provider";

/** The outcome for a person at a terminal. */
export function renderChecks(provider: FoundProvider, checks: readonly StackCheck[], colours: Palette): string {
  const title = `${colours.bold("check:aws")}: judged by terraform-provider-aws ${provider.version}, found by ${provider.foundBy}`;
  return [title, ...checks.flatMap((check) => renderStack(check, colours)), ...renderExceptions(checks), ""].join("\n");
}

function renderStack({ stack, accepted, rejected, notCheckable }: StackCheck, colours: Palette): string[] {
  const refused = `${rejected.length} rejected`;
  const counts = `${accepted} accepted, ${rejected.length === 0 ? refused : colours.red(refused)}, ${notCheckable.length} not checkable`;
  return [
    "",
    `${colours.bold(stack)}: ${counts}`,
    ...rejected.flatMap(({ type, name, source, rejections }) => [
      `  ${colours.red("rejected")} ${name} (${type})${source && ` ${colours.dim(source)}`}`,
      ...rejections.map(({ step, path, message }) => `    ${step}: ${path && `${path}: `}${printable(message)}`),
    ]),
    ...notCheckable.map(({ type, name, reason }) => `  not checkable ${name} (${type}): ${printable(reason)}`),
  ];
}

/** What was left out must not look as if it had been judged. */
function renderExceptions(checks: readonly StackCheck[]): string[] {
  const keys = new Set(checks.flatMap(({ excepted }) => Object.keys(excepted)));
  if (keys.size === 0) return [];
  const lines = EXCEPTIONS.filter(({ type, path }) => keys.has(`${type} ${path}`)).map(({ type, path, reason }) => {
    const times = checks.reduce((sum, { excepted }) => sum + (excepted[`${type} ${path}`] ?? 0), 0);
    return `  ${type} ${path}: ${times} times, ${reason}`;
  });
  return ["", "Arguments that this provider is too old to judge:", ...lines];
}
