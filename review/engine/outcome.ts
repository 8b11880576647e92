import { stripVTControlCharacters } from "node:util";
import type { Deployment } from "./deployment";
import type { ProgramExit } from "./program/process";

/** Why a preview could not be completed. */
export interface Failure {
  /** `settings` when the program refused its configuration with a RunError, otherwise `program`. */
  readonly kind: "program" | "settings";
  /** For a person: what happened, where there is one with file and line. */
  readonly message: string;
}

/** Exit code of Pulumi's runner after it has logged an error that the user can act on. */
const LOGGED_ERROR = 32;

/** What the engine observed while the program ran. */
export interface Observed {
  readonly exit: ProgramExit;
  /** Set when the engine ended the run: the message says why. */
  readonly stopped: string | undefined;
  /** The program said that it has nothing left to do. */
  readonly finished: boolean;
  /** Requests that were still unanswered when it ended. */
  readonly open: number;
  /** Last lines that it wrote to standard error. */
  readonly errorLines: readonly string[];
}

/** The failure of a run, or `undefined` when it was a complete preview. */
export function failureOf(deployment: Deployment, observed: Observed): Failure | undefined {
  const { exit, stopped } = observed;
  if (stopped !== undefined) return { kind: "program", message: stopped };
  const [error] = deployment.diagnostics.all.filter(({ severity }) => severity === "error");
  if (error !== undefined) {
    const { message, refused } = readError(error.message);
    const settings = refused && error.urn === undefined && exit.code === LOGGED_ERROR;
    return { kind: settings ? "settings" : "program", message };
  }
  if (exit.exitCall !== undefined && (exit.code !== 0 || !isComplete(deployment, observed))) {
    const place = firstPlace(exit.exitCall);
    const where = place === undefined ? "" : ` at ${place}`;
    return {
      kind: "program",
      message: `The program called process.exit(${exit.code})${where}, before it was finished.`,
    };
  }
  if (exit.signal !== null) return { kind: "program", message: `The program was ended by ${exit.signal}.` };
  if (exit.code !== 0) {
    const detail = readError(observed.errorLines.join("\n")).message;
    return { kind: "program", message: `The program ended with exit code ${exit.code}.${detail && `\n${detail}`}` };
  }
  if (!isComplete(deployment, observed)) {
    const message =
      "The program ended before it was finished: it waits for a promise that nothing will settle, or was ended from outside.";
    return { kind: "program", message };
  }
  return undefined;
}

function isComplete(deployment: Deployment, { finished, open }: Observed): boolean {
  const { rootUrn } = deployment;
  return rootUrn !== "" && deployment.hasOutputs(rootUrn) && open === 0 && finished;
}

/**
 * The message of an error as Pulumi's runner logs it, cut to what helps: the text and the first place in the user's code.
 * `refused` is true for a RunError, which the runner logs without any stack.
 */
export function readError(logged: string): { message: string; refused: boolean } {
  const text = stripVTControlCharacters(logged).trimEnd();
  const intro = /^Running program '[^\n]*' failed with an unhandled exception:\n/.exec(text);
  const body = intro === null ? text : text.slice(intro[0].length);
  const lines = body.split("\n");
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
  const head = (firstFrame < 0 ? lines : lines.slice(0, firstFrame)).join("\n").trimEnd();
  const place = firstPlace(body);
  const message = place === undefined || head.includes(place) ? head : `${head}\n    at ${place}`;
  return { message, refused: intro === null && firstFrame < 0 };
}

/** `file:line:column` of the first frame outside node and its packages. */
function firstPlace(stack: string): string | undefined {
  for (const line of stack.split("\n")) {
    const [, place] = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]*:\d+:\d+)\)?/.exec(line) ?? [];
    if (place !== undefined && !place.includes("/node_modules/") && !place.includes("/review/engine/program/"))
      return place;
  }
  return undefined;
}
