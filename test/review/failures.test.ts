import { beforeAll, expect, test } from "@jest/globals";
import type { Failure } from "../../review/engine/outcome";
import { previewProgram, programDirectory, twoAtATime } from "../support/run-preview";
import { writeProgram } from "../support/write-program";

/** Folder of a broken program, as messages show it. */
const at = (name: string, place: string) => `${programDirectory(`broken/${name}`)}/${place}`;
const urn = (rest: string) => `urn:pulumi:dev::broken::${rest}`;
const program = (message: string): Failure => ({ kind: "program", message });
const settings = (message: string): Failure => ({ kind: "settings", message });
const refused = (name: string, reason: string, resource = "first [thing:index:Thing]", place = "index.js:4:5") =>
  program(`Error: failed to register new resource ${resource}: ${reason}\n    at ${at(name, place)}`);
const hang = "The program hangs: nothing happened for 10 seconds, after it had declared ";

/** The whole message of each program that cannot be previewed to its end; `undefined` for one that can, after all. */
const FAILURES: Readonly<Record<string, Failure | undefined>> = {
  throws: program(`Error: No more room\n    at ${at("throws", "index.js:9:7")}`),
  "throws-in-async": program(`TypeError: No more room\n    at ${at("throws-in-async", "index.js:11:9")}`),
  "throws-in-apply": program(`Error: No more room\n    at ${at("throws-in-apply", "index.js:10:9")}`),
  "throws-text": program("no error at all"),
  "rejects-unhandled": program(`Error: No more room\n    at ${at("rejects-unhandled", "index.js:9:16")}`),
  "refuses-settings": settings("zones: must be 1 to 3, got 7"),
  "logs-error": program("thing:index:Thing resource 'first': The certificate has expired"),
  "hangs-in-timer": program(`${hang}${urn("thing:index:Thing::first")}.`),
  "hangs-in-promise": program(`${hang}${urn("thing:index:Thing::first")}.`),
  "hangs-in-loop": program(`${hang}${urn("thing:index:Thing::first")}.`),
  "waits-for-nothing": program(
    "The program ended before it was finished: it waits for a promise that nothing will settle, or was ended from outside.",
  ),
  "exits-0-at-once": program(
    `The program called process.exit(0) at ${at("exits-0-at-once", "index.js:3:9")}, before it was finished.`,
  ),
  "exits-0-later": program(
    `The program called process.exit(0) at ${at("exits-0-later", "index.js:9:26")}, before it was finished.`,
  ),
  "exits-3": program(
    `The program called process.exit(3) at ${at("exits-3", "index.js:9:26")}, before it was finished.`,
  ),
  "kills-itself": program("The program was ended by SIGKILL."),
  aborts: program("The program was ended by SIGABRT."),
  "duplicate-urn": program(
    `Duplicate resource URN '${urn("thing:index:Thing::same")}'; try giving it a unique name (at ${at("duplicate-urn", "index.js:10")}), first declared (at ${at("duplicate-urn", "index.js:8")})`,
  ),
  "missing-parent": program(
    `could not find parent resource ${urn("test:index:Group::nobody")} (at ${at("missing-parent", "index.js:10")})`,
  ),
  "missing-module": program(
    `Error: Cannot find module 'no-such-package'\n    at ${at("missing-module", "index.js:3:1")}`,
  ),
  // Pulumi's SDK drops functions without a word, so a real update would go the same way.
  "function-as-input": undefined,
  "circular-input": program("TypeError: resource:circular[thing:index:Thing]: the input loop.self contains itself"),
  "symbol-as-input": program(
    `TypeError: Cannot convert a Symbol value to a string\n    at ${at("symbol-as-input", "index.js:4:5")}`,
  ),
  "missing-asset": refused(
    "missing-asset",
    `failed to compute asset hash: ENOENT: no such file or directory, stat '${at("missing-asset", "no-such-file.zip")}'`,
    "code [thing:index:Thing]",
  ),
  "no-default-provider": refused(
    "no-default-provider",
    "Default provider for 'thing' disabled. 'thing:index:Thing' must use an explicit provider.",
  ),
  "hook-fails": refused("hook-fails", 'before hook "quota" failed: No more room'),
  "transform-fails": refused("transform-fails", "transform failed: Error: No more room"),
  "bad-type-token": refused(
    "bad-type-token",
    "Type 'thing:Thing' is not a valid type token (must have format '*:*:*')",
    "first [thing:Thing]",
    "index.js:3:1",
  ),
  "missing-config": settings(
    "Missing required configuration variable 'broken:region'\n\tplease set a value using the command `pulumi config set broken:region <value>`",
  ),
  "wrong-config-type": settings("Configuration 'broken:count' value 'three' is not a valid number"),
  "dynamic-check-fails": program(
    `pulumi-nodejs:dynamic:Resource resource 'empty' has a problem: text: must not be empty (at ${at("dynamic-check-fails", "index.js:8")})`,
  ),
  "no-program": program(
    [
      `We failed to locate the entry point for your program: ${at("no-program", "")}`,
      "Here's what we think went wrong:",
      `  * Your program's 'main' file (${at("no-program", "index.js")}) does not exist.`,
    ].join("\n"),
  ),
  "empty-program": undefined,
};

const failures = new Map<string, Failure | undefined>();

beforeAll(async () => {
  await twoAtATime(Object.keys(FAILURES), async (name) => {
    const idleSeconds = name.startsWith("hangs") ? 10 : 60;
    const config: Record<string, string> = name === "wrong-config-type" ? { count: "three" } : {};
    failures.set(name, (await previewProgram(`broken/${name}`, { config }, idleSeconds)).failure);
  });
}, 300_000);

test.each(Object.keys(FAILURES))("the broken program %s ends with one clear message", (name) => {
  expect(failures.get(name)).toEqual(FAILURES[name]);
});

async function failureOf(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  const directory = writeProgram(files);
  return (await previewProgram(directory)).failure?.message.replaceAll(directory, "DIR");
}

test("TypeScript that does not compile is named with file and line", async () => {
  expect(await failureOf({ "index.ts": "const a = 1;\nconst b = (;\n" })).toBe(
    "SyntaxError: DIR/index.ts:2:12: Unexpected token",
  );
});

test("JavaScript that does not compile is named with file and line", async () => {
  expect(await failureOf({ "index.js": "const a = 1;\nconst b = = 1;\n" })).toBe(
    "DIR/index.js:2\nconst b = = 1;\n          ^\n\nSyntaxError: Unexpected token '='",
  );
});

test("an ECMAScript module that does not compile is named with file and line", async () => {
  const files = { "package.json": '{ "type": "module" }', "index.ts": "const a = 1;\nconst b = (;\n" };
  expect(await failureOf(files)).toBe("SyntaxError: DIR/index.ts:2:12: Unexpected token");
});

test("a package.json that cannot be read is named", async () => {
  expect(await failureOf({ "package.json": '{ "name":', "index.js": "" })).toBe(
    "The program ended with exit code 1.\nSyntaxError: Error parsing DIR/package.json: Unexpected end of JSON input",
  );
});
