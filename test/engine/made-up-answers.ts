import type { Answers } from "../../review/engine/providers/answers";
import { Declarations } from "../../review/engine/providers/declared-fields";
import type { Properties, Value } from "../../review/engine/values";

/**
 * Answers to functions that nobody can answer without a cloud. The embedded engine calls their results unknown; the real one
 * refuses unknown values there ("unexpected unknown property value"), so a comparison needs some answer, the same for both.
 */
export function madeUpAnswers(tokens: Iterable<string>, programDirectory: string): Answers {
  const declarations = new Declarations(programDirectory);
  const answers: Record<string, Array<{ result: Properties }>> = {};
  for (const token of tokens) {
    const fields = [...(declarations.ofResult(token) ?? [["id", { type: "string" }] as const])];
    const result = Object.fromEntries(fields.map(([field, { type }]) => [field, madeUp(field, type)]));
    answers[token] = [{ result }];
  }
  return answers;
}

function madeUp(field: string, type: string): Value {
  if (type === "string") return `made-up-${field}`;
  if (type === "number") return 1;
  if (type === "boolean") return false;
  return type.endsWith("[]") ? [] : {};
}
