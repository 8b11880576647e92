import { describe, expect, test } from "@jest/globals";
import { Redactor } from "../../../review/engine/redaction";
import type { ResourceState } from "../../../review/engine/resource-state";
import { makeSecret, type Properties } from "../../../review/engine/values";
import { palette } from "../../../review/render/palette";
import { checkStack } from "../../../review/terraform/check-stack";
import { DeclaredArguments } from "../../../review/terraform/declared-arguments";
import { type AwsProvider, ProviderCrash } from "../../../review/terraform/provider";
import { renderChecks } from "../../../review/terraform/render";
import { argument, block } from "./schemas";

const PASSWORD = "correct horse battery staple";

/** Knows queues only; refuses those of size 13, with the name in its message, and crashes on size 666. */
const provider = {
  block: (type: string) =>
    type === "aws_sqs_queue" ? block(argument("name", "string"), argument("size", "number")) : undefined,
  validate: async (_: string, { name, size }: Properties) => {
    if (size === 666) throw new ProviderCrash("panic: a nil map");
    const attribute = { steps: [{ attribute_name: "size" }] };
    return size === 13 ? [{ severity: "ERROR", summary: "unlucky", detail: `queue ${name}`, attribute }] : [];
  },
  plan: async () => ({ diagnostics: [], requiresReplace: [], planned: null }),
} as unknown as AwsProvider;

function state(type: string, name: string, inputs: Properties, operation = "create"): ResourceState {
  return { urn: `urn:${name}`, type, name, inputs, operation } as ResourceState;
}

const QUEUE = "aws:sqs/queue:Queue";
const resources = [
  state(QUEUE, "good", { name: "q", size: 1 }),
  state(QUEUE, "bad", { name: makeSecret(PASSWORD), size: 13 }),
  state(QUEUE, "crash", { name: "q", size: 666 }),
  state(QUEUE, "misspelt", { nme: "q", region: "eu-west-1" }),
  state(QUEUE, "looked-up", { size: 13 }, "read"),
  state("aws:new/thing:Thing", "new", {}),
  state("kubernetes:core/v1:Pod", "pod", { size: 13 }),
];

describe("the check of a stack", () => {
  const check = () =>
    checkStack(
      provider,
      new DeclaredArguments(process.cwd()),
      { name: "prod", resources, redactor: new Redactor([PASSWORD]) },
      ({ name }) => `index.ts:${name.length}`,
    );

  test("sorts every resource of AWS that is to be made into accepted, rejected and not checkable", async () => {
    const { accepted, rejected, notCheckable, excepted } = await check();
    expect(accepted).toBe(1);
    expect(rejected.map(({ name, source, rejections }) => ({ name, source, rejections }))).toEqual([
      {
        name: "bad",
        source: "index.ts:3",
        rejections: [{ step: "validate", path: "size", message: "unlucky: queue [secret]" }],
      },
      {
        name: "misspelt",
        source: "index.ts:8",
        rejections: [
          { step: "conversion", path: "nme", message: "aws_sqs_queue has no such argument in this provider" },
        ],
      },
    ]);
    expect(notCheckable.map(({ name, reason }) => ({ name, reason }))).toEqual([
      { name: "crash", reason: "panic: a nil map" },
      { name: "new", reason: "this provider has no aws_new_thing" },
    ]);
    expect(excepted).toEqual({ "* region": 1 });
  });

  test("reads as one line a finding, with counts, source and exceptions", async () => {
    const found = { path: "/p", version: "5.100.0", foundBy: "a test" };
    expect(renderChecks(found, [await check()], palette({}, {}))).toBe(
      [
        "check:aws: judged by terraform-provider-aws 5.100.0, found by a test",
        "",
        "prod: 1 accepted, 2 rejected, 2 not checkable",
        "  rejected bad (aws:sqs/queue:Queue) index.ts:3",
        "    validate: size: unlucky: queue [secret]",
        "  rejected misspelt (aws:sqs/queue:Queue) index.ts:8",
        "    conversion: nme: aws_sqs_queue has no such argument in this provider",
        "  not checkable crash (aws:sqs/queue:Queue): panic: a nil map",
        "  not checkable new (aws:new/thing:Thing): this provider has no aws_new_thing",
        "",
        "Arguments that this provider is too old to judge:",
        "  * region: 1 times, since 6.0 every regional resource names its region",
        "",
      ].join("\n"),
    );
  });
});
