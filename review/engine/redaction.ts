import type { StackConfig } from "./default-providers";
import type { ResourceState } from "./resource-state";
import { isObject, isSecret, type Properties, SIGNATURE_KEY, UNKNOWN, type Value } from "./values";

/** Shown in place of every secret. */
export const REDACTED = "[secret]";

/**
 * Shorter texts are left in messages: replacing every `1` or `on` would make a report unreadable and hide nothing.
 * Pulumi's own filter draws the same line. Unit: characters.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/util/logging/log.go (CreateFilter)
 */
const MIN_SECRET_LENGTH = 3;

/** Takes known secrets out of text that may quote them: messages, and values that a program forgot to mark. */
export class Redactor {
  readonly #pattern: RegExp | undefined;

  constructor(secrets: Iterable<string>) {
    const forms = new Set<string>();
    for (const secret of secrets) {
      if (secret.length < MIN_SECRET_LENGTH) continue;
      // A secret also turns up as part of JSON or of a URL.
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) forms.add(form);
      forms.add(Buffer.from(secret).toString("base64"));
    }
    const longestFirst = [...forms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    const escaped = longestFirst.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    this.#pattern = escaped.length === 0 ? undefined : new RegExp(escaped.join("|"), "g");
  }

  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, REDACTED);
  }
}

/** Every text inside a secret of the run: of its configuration, and of the inputs and outputs of its resources. */
export function secretTexts(states: readonly ResourceState[], config: StackConfig): Set<string> {
  const texts = new Set<string>();
  for (const key of config.secretKeys) collectTexts(config.values[key] ?? null, texts);
  const visit = (value: Value): void => {
    if (isSecret(value)) collectTexts(value.value as Value, texts);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) Object.values(value).forEach(visit);
  };
  const visitAll = (properties: Properties) => Object.values(properties).forEach(visit);
  for (const { inputs, outputs } of states) {
    visitAll(inputs);
    visitAll(outputs);
  }
  return texts;
}

function collectTexts(value: Value, texts: Set<string>): void {
  if (typeof value === "string") {
    if (value !== UNKNOWN) texts.add(value);
  } else if (Array.isArray(value)) {
    for (const element of value) collectTexts(element, texts);
  } else if (isObject(value)) {
    // A mark says what kind of value this is, the same in every program: no secret.
    for (const [key, element] of Object.entries(value)) if (key !== SIGNATURE_KEY) collectTexts(element, texts);
  }
}
