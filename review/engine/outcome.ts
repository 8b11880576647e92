import { stripVTControlCharacters } from "node:util";
import type { Deployment } from "./deployment";
import type { ProgramExit } from "./program/process";
import { parseUrn } from "./urn";

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
    if (error.urn !== undefined) return { kind: "program", message: about(error.urn, message) };
    return { kind: refused && exit.code === LOGGED_ERROR ? "settings" : "program", message };
  }
  const place = exit.exitCall === undefined ? undefined : firstPlace(exit.exitCall.stack);
  const ownExit = place !== undefined || (exit.exitCall !== undefined && exit.code === 0);
  if (ownExit && (exit.code !== 0 || !isComplete(deployment, observed))) {
    const where = place === undefined ? "" : ` at ${place}`;
    return {
      kind: "program",
      message: `The program called process.exit(${exit.exitCall?.code})${where}, before it was finished.`,
    };
  }
  if (exit.signal !== null) return { kind: "program", message: `The program was ended by ${exit.signal}.` };
  if (exit.code !== 0) {
    const detail = readError(observed.errorLines.join("\n")).message;
    // Pulumi's runner has said why it gave up.
    if (exit.exitCall !== undefined && detail !== "") return { kind: "program", message: detail };
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
  const plain = stripVTControlCharacters(logged).replace(REFERENCE_MARK, "").trimEnd();
  const intro = /^Running program '[^\n]*' failed with an unhandled exception:\n/.exec(plain);
  const body = intro === null ? plain : plain.slice(intro[0].length);
  const lines = body.replace(NODES_OWN_SOURCE, "").split("\n");
  const firstFrame = lines.findIndex((line) => /^\s+at /.test(line));
  const text = (firstFrame < 0 ? lines : lines.slice(0, firstFrame)).join("\n");
  const head = text.replace(REQUIRE_STACK, "").replace(STATUS_CODE, "$1").trimEnd();
  const place = firstPlace(body);
  const message = place === undefined || head.includes(place) ? head : `${head}\n    at ${place}`;
  return { message, refused: intro === null && firstFrame < 0 };
}

/** The line of node's own code that threw, in front of an error that node itself prints. */
const NODES_OWN_SOURCE = /^node:[^\n]*\n(?:[^\n]+\n)*\n/;

/** What node puts in front of an error that refers to itself. */
const REFERENCE_MARK = /^<ref \*\d+> /m;

/** The modules that led to a missing one; the place that follows says it better. */
const REQUIRE_STACK = /\nRequire stack:(\n- [^\n]*)*/;

/** gRPC's number and name of a failure, in front of our own words. */
const STATUS_CODE = /(^|: )\d+ [A-Z_]+: /;

/** `message` with the resource that it is about, unless it says so itself. */
function about(urn: string, message: string): string {
  const { type, name } = parseUrn(urn) ?? { type: "", name: urn };
  return message.includes(urn) || message.includes(name) ? message : `${type} resource '${name}': ${message}`;
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
