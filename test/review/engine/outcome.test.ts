import { describe, expect, it } from "@jest/globals";
import { readError } from "../../../review/engine/outcome";

describe("readError()", () => {
  it("keeps the message and the first place in the user's code", () => {
    const logged = [
      "Running program '/shop' failed with an unhandled exception:",
      "\u001b[31mTypeError: Cannot read properties of undefined (reading 'id')\u001b[39m",
      "    at applyHelperAsync (/shop/node_modules/@pulumi/pulumi/output.js:1:2)",
      "    at Net.attach (/shop/net.ts:12:7)",
      "    at Object.<anonymous> (/shop/index.ts:3:1)",
    ].join("\n");
    expect(readError(logged)).toEqual({
      message: "TypeError: Cannot read properties of undefined (reading 'id')\n    at /shop/net.ts:12:7",
      refused: false,
    });
  });

  it("keeps a place that the message names itself", () => {
    const logged =
      "Running program '/shop' failed with an unhandled exception:\nSyntaxError: Error transforming /shop/index.ts: Unexpected token (3:5)";
    expect(readError(logged)).toEqual({
      message: "SyntaxError: Error transforming /shop/index.ts: Unexpected token (3:5)",
      refused: false,
    });
  });

  it("recognises a refusal, which the runner logs without any stack", () => {
    expect(readError("Cannot declare Platform\n  shards: must be 1 or more")).toEqual({
      message: "Cannot declare Platform\n  shards: must be 1 or more",
      refused: true,
    });
  });
});
