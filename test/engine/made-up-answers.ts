import type { Answer } from "../../review/engine/providers/answers";
import { Declarations } from "../../review/engine/providers/declared-fields";
import type { Value } from "../../review/engine/values";

/** Answers by token, as a file of answers holds them. */
export type AnswerLists = Record<string, Answer[]>;

/**
 * Adds answers to functions that nobody can answer without a cloud, after those that there are. The embedded engine calls such
 * results unknown; the real one refuses unknown values there ("unexpected unknown property value"), so a comparison needs some
 * answer, the same for both.
 */
export function addMadeUpAnswers(answers: AnswerLists, tokens: Iterable<string>, programDirectory: string): void {
  const declarations = new Declarations(programDirectory);
  for (const token of tokens) {
    const fields = [...(declarations.ofResult(token) ?? [["id", { type: "string" }] as const])];
    const result = Object.fromEntries(fields.map(([field, { type }]) => [field, madeUp(field, type)]));
    answers[token] = [...(answers[token] ?? []), { result }];
  }
}

function madeUp(field: string, type: string): Value {
  if (type === "string") return `made-up-${field}`;
  if (type === "number") return 1;
  if (type === "boolean") return false;
  return type.endsWith("[]") ? [] : {};
}
