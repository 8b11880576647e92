import { readFileSync } from "node:fs";
import type { Properties, Value } from "../values";
import { isObject } from "../values";

/** What a function returns when it is called with arguments that contain `args`. */
export interface Answer {
  /** Arguments that must be present with these values; more may be. Objects are compared the same way, arrays whole. */
  readonly args?: Properties;
  readonly result: Properties;
}

/** Answers by token, e.g. `aws:ec2/getAmi:getAmi`; of a list, the first that fits counts. */
export type Answers = Readonly<Record<string, readonly Answer[] | ((args: Properties) => Properties | undefined)>>;

/** Thrown when a file of answers cannot be used. Lists every problem, not only the first. */
export class AnswersError extends Error {
  override readonly name = "AnswersError";

  constructor(
    path: string,
    readonly problems: readonly string[],
  ) {
    super([`Cannot read answers from ${path}`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

/** What the user answers to `token` with `args`, or `undefined`. */
export function answerOf(answers: Answers, token: string, args: Properties): Properties | undefined {
  const table = Object.hasOwn(answers, token) ? answers[token] : undefined;
  if (typeof table === "function") return table(args);
  return table?.find((answer) => fits(answer.args ?? {}, args))?.result;
}

function fits(wanted: Value, actual: Value | undefined): boolean {
  if (isObject(wanted) && isObject(actual)) return Object.keys(wanted).every((k) => fits(wanted[k]!, actual[k]));
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    return wanted.length === actual.length && wanted.every((element, i) => fits(element, actual[i]));
  }
  return wanted === actual;
}

/**
 * Answers from a JSON file of the shape `{"<token>": [{"args": {...}, "result": {...}}]}`.
 * @throws {AnswersError} if the file is missing, is not JSON, or does not have that shape.
 */
export function loadAnswers(path: string): Answers {
  let parsed: Value;
  try {
    parsed = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new AnswersError(path, [(error as Error).message]);
  }
  const problems = answersProblems(parsed);
  if (problems.length > 0) throw new AnswersError(path, problems);
  return parsed as unknown as Answers;
}

/** Everything wrong with the content of a file of answers; empty when it can be used. */
export function answersProblems(content: Value): string[] {
  if (!isObject(content)) return [`the file: must be an object with a token as each key, got ${kindOf(content)}`];
  return Object.entries(content).flatMap(([token, table]) => {
    const shape = /^[^:\s]+:[^:\s]*:[^:\s]+$/.test(token)
      ? []
      : [`${token}: must be a token such as "aws:ec2/getAmi:getAmi"`];
    if (!Array.isArray(table)) return [...shape, `${token}: must be a list of answers, got ${kindOf(table)}`];
    return [...shape, ...table.flatMap((answer, i) => answerProblems(`${token}[${i}]`, answer))];
  });
}

function answerProblems(path: string, answer: Value): string[] {
  if (!isObject(answer)) return [`${path}: must be an object with "result" and perhaps "args", got ${kindOf(answer)}`];
  const strangers = Object.keys(answer).filter((key) => key !== "args" && key !== "result");
  return [
    ...(isObject(answer.result) ? [] : [`${path}.result: must be an object, got ${kindOf(answer.result)}`]),
    ...(answer.args === undefined || isObject(answer.args)
      ? []
      : [`${path}.args: must be an object, got ${kindOf(answer.args)}`]),
    ...strangers.map((key) => `${path}.${key}: must be "args" or "result"`),
  ];
}

function kindOf(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}
