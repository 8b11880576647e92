import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Text of `sql/<path>` without its comments, with each `${name}` replaced. What is in `{{ }}` stays: the nightly job fills it when
 * it runs.
 * @throws {Error} when the file names a value that was not given, or is not given one that it names.
 */
export function sqlFile(path: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = readFileSync(join(__dirname, "sql", path), "utf8").replace(/^--.*\n/gm, "");
  const used = new Set<string>();
  const filled = text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Cannot fill ${path}: it names ${name}, which has no value`);
    used.add(name);
    return String(value);
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`Cannot fill ${path}: it does not name ${unused.join(", ")}`);
  return filled.trim().replace(/;$/, "");
}
