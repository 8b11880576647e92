import type { StackConfig } from "./default-providers";
import type { ResourceState } from "./resource-state";
import { formsOf } from "./secret-forms";
import { parseUrn } from "./urn";
import { isObject, isSecret, type Properties, SIGNATURE_KEY, UNKNOWN, type Value } from "./values";

/** Shown in place of every secret. */
export const REDACTED = "[secret]";

/**
 * Shorter texts are left in messages: replacing every `1` or `on` would make a report unreadable and hide nothing.
 * Pulumi's own filter draws the same line. Unit: characters.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/util/logging/log.go (CreateFilter)
 */
const MIN_SECRET_LENGTH = 3;

/**
 * Takes known secrets out of text that may quote them: messages, names, and values that a program forgot to mark. Where several
 * begin at one place, the longest goes. A text costs the same whether there are ten secrets or ten thousand, which one
 * regular expression over all of them does not.
 */
export class Redactor {
  /** What to look for: by its first letters, then by its length, the longest first. */
  readonly #byStart = new Map<string, Map<number, Set<string>>>();
  /** Marks what {@link startHash} gives for those first letters, so that hardly any other place costs a look-up. */
  readonly #starts = new Uint8Array(HASHES);
  readonly #secrets: readonly string[];
  readonly #urns: readonly string[];
  /** URNs as they are shown, also those that quote no secret: each is asked for many times. */
  readonly #shownUrns = new Map<string, string>();

  /** @param urns Of resources that are shown: two of them never look alike. */
  constructor(secrets: Iterable<string>, urns: Iterable<string> = []) {
    this.#secrets = [...secrets];
    this.#urns = [...urns];
    const forms = new Set<string>();
    for (const secret of this.#secrets) {
      if (secret.length < MIN_SECRET_LENGTH) continue;
      for (const form of formsOf(secret)) forms.add(form);
    }
    for (const form of [...forms].sort((a, b) => b.length - a.length)) {
      const start = form.slice(0, MIN_SECRET_LENGTH);
      const byLength = this.#byStart.get(start) ?? new Map<number, Set<string>>();
      this.#byStart.set(start, byLength);
      this.#starts[startHash(form, 0)] = 1;
      byLength.set(form.length, (byLength.get(form.length) ?? new Set<string>()).add(form));
    }
    this.#nameUrns();
  }

  /** One that takes out the secrets of both. Two commits mostly have the same, and to look for them anew takes long. */
  and(other: Redactor): Redactor {
    if (this.#covers(other)) return this;
    if (other.#covers(this)) return other;
    return new Redactor([...this.#secrets, ...other.#secrets], [...this.#urns, ...other.#urns]);
  }

  #covers(other: Redactor): boolean {
    const [secrets, urns] = [new Set(this.#secrets), new Set(this.#urns)];
    return other.#secrets.every((each) => secrets.has(each)) && other.#urns.every((each) => urns.has(each));
  }

  /** A URN without secrets in its types and its name, and still different from every other; a text that is none is shown too. */
  urn(urn: string): string {
    if (this.#byStart.size === 0) return urn;
    const known = this.#shownUrns.get(urn);
    if (known !== undefined) return known;
    const shown = this.#hideInUrn(urn);
    this.#shownUrns.set(urn, shown);
    return shown;
  }

  /** A provider reference, `<urn>::<id>`. */
  reference(reference: string): string {
    const end = reference.lastIndexOf("::");
    return end < 0 ? reference : `${this.urn(reference.slice(0, end))}::${this.text(reference.slice(end + 2))}`;
  }

  /** `properties` with keys without secrets, and still as many of them. */
  keys<T>(properties: Readonly<Record<string, T>>): Record<string, T> {
    const shown = Object.create(null) as Record<string, T>;
    for (const [key, value] of Object.entries(properties))
      shown[numbered(this.text(key), (each) => each in shown)] = value;
    return { ...shown };
  }

  #nameUrns(): void {
    if (this.#byStart.size === 0) return;
    const taken = new Set(this.#urns);
    for (const urn of [...taken].sort()) {
      const hidden = this.#hideInUrn(urn);
      const shown = hidden === urn ? urn : numbered(hidden, (each) => taken.has(each));
      taken.add(shown);
      this.#shownUrns.set(urn, shown);
    }
  }

  /** Stack and project are names of files, which no program chooses. */
  #hideInUrn(urn: string): string {
    const parts = parseUrn(urn);
    if (parts === undefined) return this.text(urn);
    const { stack, project, qualifiedType, name } = parts;
    return `urn:pulumi:${stack}::${project}::${this.text(qualifiedType)}::${this.text(name)}`;
  }

  text(text: string): string {
    if (this.#byStart.size === 0) return text;
    let shown = "";
    let done = 0;
    for (let at = 0; at + MIN_SECRET_LENGTH <= text.length; ) {
      const length = this.#starts[startHash(text, at)] === 0 ? 0 : this.#secretAt(text, at);
      if (length === 0) {
        at++;
      } else {
        shown += text.slice(done, at) + REDACTED;
        at += length;
        done = at;
      }
    }
    return done === 0 ? text : shown + text.slice(done);
  }

  /** Length of the secret that begins at a place; 0 where none does. */
  #secretAt(text: string, at: number): number {
    for (const [length, forms] of this.#byStart.get(text.slice(at, at + MIN_SECRET_LENGTH)) ?? []) {
      if (forms.has(text.slice(at, at + length))) return length;
    }
    return 0;
  }
}

/** `text`, or `text` with the first number that nobody has. */
function numbered(text: string, isTaken: (text: string) => boolean): string {
  if (!isTaken(text)) return text;
  let number = 2;
  while (isTaken(`${text} (${number})`)) number++;
  return `${text} (${number})`;
}

const HASHES = 2 ** 16;

/** A number below {@link HASHES} for the {@link MIN_SECRET_LENGTH} letters at a place. */
function startHash(text: string, at: number): number {
  return (text.charCodeAt(at) * 1021 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & (HASHES - 1);
}

/** Every text inside a secret of the run: of its configuration, and of the inputs and outputs of its resources. */
export function secretTexts(states: readonly ResourceState[], config: StackConfig): Set<string> {
  const texts = new Set<string>();
  for (const key of config.secretKeys) {
    const value = config.values[key] ?? "";
    collectTexts(value, texts);
    if (value.startsWith("{") || value.startsWith("[")) collectTexts(parsed(value), texts);
  }
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

/** A structured value of the configuration, which the program gets in parts. */
function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return null;
  }
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
