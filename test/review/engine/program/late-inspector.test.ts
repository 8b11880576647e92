import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

const ROOT = join(__dirname, "../../../..");
const LEAN_SDK = join(ROOT, "review/engine/program/lean-sdk.cjs");

/** What a process prints that runs the SDK as a program's does. */
const run = (script: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ["--require", LEAN_SDK, "--eval", script], { cwd: ROOT, encoding: "utf8" }),
  );

const BEGIN = `
  const hooks = require("@pulumi/pulumi/runtime/closure/v8Hooks");
  const debugs = () => process.moduleLoadList.includes("NativeModule inspector");`;

it("a program that serializes no function runs without V8's debugger", () => {
  expect(run(`${BEGIN} hooks.isInitializedAsync().then(() => console.log(debugs()));`)).toBe(false);
});

it("the first function to serialize turns it on, and it knows the scripts from before", () => {
  const script = `${BEGIN}
    globalThis.before = require("semver/functions/parse");
    const post = (session, method, params) => new Promise((resolve, reject) =>
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))));
    hooks.getSessionAsync().then(async (session) => {
      const { result } = await post(session, "Runtime.evaluate", { expression: "before" });
      const { internalProperties } = await post(session, "Runtime.getProperties", { objectId: result.objectId });
      const location = internalProperties.find(({ name }) => name === "[[FunctionLocation]]").value.value;
      const same = (await hooks.getSessionAsync()) === session;
      console.log(JSON.stringify({ debugs: debugs(), same, url: hooks.getScriptUrl(location.scriptId) }));
      process.exit();
    });`;
  const url = expect.stringMatching(/^file:.*\/semver\/functions\/parse\.js$/);
  expect(run(script)).toEqual({ debugs: true, same: true, url });
});
