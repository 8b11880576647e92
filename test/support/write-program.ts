import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryFolder } from "./temporary-folder";

/**
 * Writes a program into a folder of its own and returns that: for files that no tool could read if they lay in the repository.
 * A `Pulumi.yaml` and a `package.json` are added unless given.
 */
export function writeProgram(files: Readonly<Record<string, string>>): string {
  const directory = temporaryFolder("program");
  const project = { "Pulumi.yaml": "name: broken\nruntime: nodejs\n", "package.json": '{ "name": "broken" }' };
  for (const [name, content] of Object.entries({ ...project, ...files })) writeFileSync(join(directory, name), content);
  symlinkSync(resolve(__dirname, "../../node_modules"), join(directory, "node_modules"));
  return directory;
}
