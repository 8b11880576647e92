import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { type Exception, ExceptionList, exceptionProblems } from "../../policies/exception-list";
import { foundBy, PackUnderTest, resourceState, stackStates } from "./pack-under-test";

const queue: Exception = {
  rule: "queues-poll-long",
  resource: "urn:pulumi:test::*Queue::example",
  reason: "its consumer asks once a day",
  owner: "messaging",
  expires: "2026-12-31",
};
const urn = "urn:pulumi:test::shop::aws:sqs/queue:Queue::example";

describe("exceptionProblems()", () => {
  const rules = ["queues-poll-long"];

  it("accepts a whole exception, and none at all", () => {
    expect(exceptionProblems([queue], rules)).toEqual([]);
    expect(exceptionProblems([], rules)).toEqual([]);
  });

  it.each([
    ["a rule that there is not", { rule: "x" }, '0.rule: must be the name of a rule, got "x"'],
    ["no stack", { resource: "*Queue*" }, '0.resource: must be urn:pulumi:<stack>::..., got "*Queue*"'],
    ["a day that there is not", { expires: "2026-02-30" }, '0.expires: must be a day as YYYY-MM-DD, got "2026-02-30"'],
    [
      "another way to write a day",
      { expires: "31.12.2026" },
      '0.expires: must be a day as YYYY-MM-DD, got "31.12.2026"',
    ],
    ["nobody", { owner: "" }, "0.owner: must be a text"],
    ["no reason", { reason: undefined }, "0.reason: must be a text"],
    ["a misspelt field", { expiry: "2027-01-01" }, "0.expiry: must be left out: there is no such field"],
  ])("refuses %s", (_, change, problem) => {
    expect(exceptionProblems([{ ...queue, ...change }], rules)).toEqual([problem]);
  });

  it("refuses what is no list", () => {
    expect(exceptionProblems({}, rules)).toEqual(["must be a list of exceptions"]);
  });
});

describe("ExceptionList", () => {
  it.each([
    ["the last day", "2026-12-31", queue],
    ["the day after", "2027-01-01", undefined],
  ])("excuses until %s", (_, today, found) => {
    expect(new ExceptionList([queue], today).find(queue.rule, urn)).toEqual(found);
  });

  it.each([
    ["another rule", "queues-keep-what-fails", urn],
    ["another resource", queue.rule, `${urn}-2`],
    ["another stack", queue.rule, urn.replace(":test:", ":prod:")],
    ["the stack as a whole", queue.rule, undefined],
  ])("does not excuse %s", (_, rule, of) => {
    expect(new ExceptionList([queue], "2026-01-01").find(rule, of)).toBe(undefined);
  });

  it("takes every other character of a pattern for what it is", () => {
    const literal = { ...queue, resource: "urn:pulumi:test::shop::a.b(c)::*" };
    const list = new ExceptionList([literal], "2026-01-01");
    expect(list.find(queue.rule, "urn:pulumi:test::shop::a.b(c)::x")).toEqual(literal);
    expect(list.find(queue.rule, "urn:pulumi:test::shop::aXb(c)::x")).toBe(undefined);
  });

  it("finds fault with one that nothing needs, in its own stack only", () => {
    const list = new ExceptionList([queue], "2026-01-01");
    const unused =
      "The exception of messaging from queues-poll-long for urn:pulumi:test::*Queue::example is not used: nothing there breaks the rule";
    expect({ test: list.problems("test"), prod: list.problems("prod") }).toEqual({ test: [unused], prod: [] });
    list.find(queue.rule, urn);
    expect(list.problems("test")).toEqual([]);
  });

  it("finds fault with an expired one, used or not", () => {
    const list = new ExceptionList([queue], "2027-01-01");
    list.find(queue.rule, urn);
    expect(list.problems("test")).toEqual([
      "The exception of messaging from queues-poll-long for urn:pulumi:test::*Queue::example has expired on 2026-12-31",
    ]);
  });
});

describe("the pack with exceptions", () => {
  const folder = mkdtempSync(join(tmpdir(), "p95-exceptions-"));
  const file = join(folder, "exceptions.json");
  afterAll(() => rmSync(folder, { recursive: true }));
  const start = (exceptions: unknown, today: string) => {
    writeFileSync(file, JSON.stringify(exceptions));
    return PackUnderTest.start({ P95_POLICY_EXCEPTIONS: file, P95_POLICY_DATE: today });
  };
  const short = resourceState("aws:sqs/queue:Queue", { receiveWaitTimeSeconds: 0 });
  const stack = stackStates([{ type: "pulumi:pulumi:Stack", name: "shop-test", props: {} }]);

  it("shows what is excused as advisory, with who answers for it", async () => {
    const pack = await start([queue], "2026-12-31");
    try {
      const [finding] = await pack.judgeResource(short);
      expect({ level: finding?.level, message: finding?.message.split("\n").slice(1) }).toEqual({
        level: "advisory",
        message: [
          "Excepted until 2026-12-31 by messaging: its consumer asks once a day",
          "receiveWaitTimeSeconds must be 10 or more, got 0",
        ],
      });
      expect(foundBy("exceptions-are-current", await pack.judgeStack(stack))).toEqual([]);
    } finally {
      pack.close();
    }
  });

  it("fails for the resource again once the exception has expired, and for the exception", async () => {
    const pack = await start([queue], "2027-01-01");
    try {
      const [finding] = await pack.judgeResource(short);
      expect(finding?.level).toBe("mandatory");
      const [expired] = await pack.judgeStack(stack);
      expect({ policy: expired?.policy, level: expired?.level }).toEqual({
        policy: "exceptions-are-current",
        level: "mandatory",
      });
    } finally {
      pack.close();
    }
  });

  it("does not start with a file that it cannot read", async () => {
    await expect(start([{ ...queue, rule: "x" }], "2026-01-01")).rejects.toThrow(
      `did not start: Cannot read exceptions from ${file}\n  0.rule: must be the name of a rule, got "x"`,
    );
  });
});
