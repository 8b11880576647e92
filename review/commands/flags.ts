import { type ParseArgsConfig, parseArgs } from "node:util";
import { badUsage } from "../exit-codes";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads flags. @throws {Failed} in plain words for an unknown flag, a missing value or a stray argument. */
export function readFlags<T extends Options>(command: string, args: readonly string[], options: T) {
  return inPlainWords(
    command,
    () => parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values,
  );
}

/** Reads flags and the files beside them. @throws {Failed} as {@link readFlags} does. */
export function readArguments<T extends Options>(command: string, args: readonly string[], options: T) {
  const read = () => parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  const { values, positionals: files } = inPlainWords(command, read);
  return { values, files };
}

function inPlainWords<Value>(command: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const [reason] = (error as Error).message.split(". ");
    return badUsage(`${reason?.replace(/\.$/, "")}. Run "p95 ${command} --help" for the flags.`);
  }
}

/** `key=value` pairs of a flag that may be repeated. */
export function readPairs(flag: string, pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const separator = pair.indexOf("=");
      if (separator < 1) badUsage(`${flag}: must be key=value, got "${pair}"`);
      return [pair.slice(0, separator), pair.slice(separator + 1)];
    }),
  );
}

/** A whole number of a flag. */
export function readWholeNumber(flag: string, text: string, min: number, max: number, unit: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max && text.trim() !== "") return value;
  return badUsage(`${flag}: must be ${min} to ${max} ${unit}, got "${text}"`);
}
