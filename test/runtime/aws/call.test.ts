import { describe, expect, it } from "@jest/globals";
import { type AwsWorld, callAws } from "../../../runtime/aws/call";
import { startLoopback } from "../../support/loopback";
import { type Reply, refusal } from "../../support/loopback-server";

const waits: number[] = [];
const world: AwsWorld = {
  region: "us-east-1",
  credentials: async () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" }),
  nowMillis: () => Date.parse("2026-11-20T06:00:00Z"),
  wait: async (millis) => void waits.push(millis),
};

describe("callAws", () => {
  const replies = async (...answers: Reply[]) => {
    waits.length = 0;
    const server = await startLoopback(() => answers.shift());
    const call = callAws({ service: "sqs", method: "POST", url: new URL(server.origin), body: {} }, world);
    const result = await call.catch((error) => `${error.name}: ${error.message}`);
    return [result, server.asked.length];
  };

  it.each<[string, Reply[], unknown, number]>([
    ["an answer", [{ status: 200, body: { a: 1 } }], { a: 1 }, 1],
    ["an empty answer", [{ status: 200, body: "" }], {}, 1],
    ["a failure that passes", [{ status: 500, body: "" }, undefined, { status: 200, body: {} }], {}, 3],
    ["throttling", [refusal(400, "ThrottlingException"), refusal(429, "TooMany"), { status: 200, body: {} }], {}, 3],
    ["a refusal", [refusal(400, "Invalid")], "Invalid: Invalid (400): Invalid it is", 1],
    [
      "a refusal that names itself in the body",
      [{ status: 400, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "none" } }],
      "QueueDoesNotExist: QueueDoesNotExist (400): none",
      1,
    ],
    ["a page", new Array(3).fill({ status: 503, body: "<html>" }), "UnknownError: UnknownError (503): ", 3],
    ["no answer", [undefined, undefined, undefined], "TypeError: fetch failed", 3],
  ])("takes %s", async (_, answers, expected, count) => {
    expect(await replies(...answers)).toEqual([expected, count]);
    expect(waits.length).toBe(count - 1);
    for (const [i, millis] of waits.entries()) {
      expect(millis).toBeGreaterThanOrEqual([100, 400][i]!);
      expect(millis).toBeLessThanOrEqual([200, 800][i]!);
    }
  });
});
