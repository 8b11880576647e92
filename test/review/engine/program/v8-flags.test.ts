import { execFileSync } from "node:child_process";
import { expect, it } from "@jest/globals";
import { v8Flags } from "../../../../review/engine/program/v8-flags.cjs";

it("are flags that the node of today takes", () => {
  const args = [...v8Flags(process.versions.node), "--print", "1 + 1"];
  expect(execFileSync(process.execPath, args, { encoding: "utf8" })).toBe("2\n");
});

it("delay V8's optimizing compiler where it can be told to", () => {
  expect(v8Flags("20.20.2")).toEqual(["--max-semi-space-size=64", "--interrupt-budget=300000"]);
  expect(v8Flags("22.23.3")).toEqual(["--max-semi-space-size=64"]);
});
