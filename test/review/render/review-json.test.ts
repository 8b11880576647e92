import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import Ajv, { type ValidateFunction } from "ajv/dist/2020";
import { lossesOf } from "../../../review/comparison/allowances";
import type { PolicyComparison, Verdict } from "../../../review/comparison/verdicts";
import { reviewJson } from "../../../review/render/review-json";
import { platform } from "../picture/platform";
import { type Reviewed, reviewed } from "../picture/states";

describe("docs/review.schema.json", () => {
  let valid: ValidateFunction;
  beforeAll(() => {
    const schema = JSON.parse(readFileSync(join(__dirname, "../../../docs/review.schema.json"), "utf8"));
    valid = new Ajv({ strict: false, allErrors: true }).compile(schema);
  });
  const json = ({ review }: Reviewed) => JSON.parse(reviewJson(review));
  const problems = (value: unknown) =>
    valid(value) ? [] : valid.errors!.map((each) => `${each.instancePath} ${each.message}`);
  const lossy = () => reviewed(platform(), platform({ encrypted: false, cacheNodes: 3, queue: false }));

  it("describes a review with losses, replacements, costs and things without a price", () => {
    const head = platform({ encrypted: false, cacheNodes: 3, queue: false });
    head.resource("aws:elasticache/serverlessCache:ServerlessCache", "burst", undefined, {
      inputs: { region: "eu-west-1" },
    });
    const value = json(reviewed(platform(), head));
    expect(problems(value)).toEqual([]);
    const [{ losses, changes, costs }] = value.stacks;
    expect(losses.map(({ holds }: { holds: string }) => holds)).toEqual(["messages", "data", "data"]);
    expect(changes.map(({ action }: { action: string }) => action)).toEqual([
      "create",
      "replace",
      "replace",
      "update",
      "update",
      "delete",
    ]);
    expect(costs.unpriced.map(({ name }: { name: string }) => name)).toEqual(["burst"]);
  });

  it("describes new and gone stacks, and allowances of all kinds", () => {
    expect(problems(json(reviewed(undefined, platform())))).toEqual([]);
    expect(problems(json(reviewed(platform(), undefined)))).toEqual([]);
    const { review, topologies } = lossy();
    const entry = { stack: "dev", resource: "database-*", action: "replace" as const, reason: "moved", owner: "ann" };
    const allowances = [
      { ...entry, expires: "2026-11-21" },
      { ...entry, expires: "2026-11-30" },
    ];
    const stacks = review.stacks.map((stack) => ({
      ...stack,
      losses: lossesOf(stack.changes, "dev", allowances, "2026-11-22"),
    }));
    const value = json({ review: { ...review, stacks }, topologies });
    expect(problems(value)).toEqual([]);
    expect(value.stacks[0].losses[1].allowedBy).toEqual(allowances[1]);
    expect(value.stacks[0].losses[1].expiredAllowances).toEqual([allowances[0]]);
  });

  it("describes policy verdicts that come and go", () => {
    const { review, topologies } = reviewed(platform(), platform());
    const verdict: Verdict = {
      pack: "house",
      rule: "queues-are-encrypted",
      level: "mandatory",
      severity: "high",
      urn: "urn:pulumi:dev::shop::aws:sqs/queue:Queue::orders",
      why: "Messages are secret.",
      message: "delay 3",
      mend: "",
      url: "",
      place: ["orders"],
      source: { file: "index.js", line: 3 },
      becauseOfPack: false,
    };
    const policies: PolicyComparison = {
      ...{
        appeared: [verdict],
        disappeared: [{ ...verdict, source: undefined }],
        stays: { mandatory: 1, advisory: 0 },
      },
      unjudged: [
        { pack: "house", rule: "keys-are-known", urn: verdict.urn, place: ["orders"], path: "kmsMasterKeyId" },
      ],
      packs: { base: [], head: [{ name: "house", version: "1.0.0", rules: 2 }] },
      rules: [{ pack: "house", rule: "queues-are-encrypted", base: undefined, head: "mandatory" }],
    };
    const stacks = review.stacks.map((stack) => ({ ...stack, policies }));
    const value = json({ review: { ...review, stacks }, topologies });
    expect(problems(value)).toEqual([]);
    expect(value.stacks[0].policies).toEqual({
      ...policies,
      disappeared: [{ ...verdict, source: null }],
      rules: [{ pack: "house", rule: "queues-are-encrypted", base: null, head: "mandatory" }],
    });
    expect(Object.keys(value.stacks[0].policies.disappeared[0]).sort()).toEqual(Object.keys(verdict).sort());
  });

  it("refuses what does not belong there", () => {
    const value = json(lossy());
    const [stack] = value.stacks;
    const { losses: _, ...incomplete } = stack;
    expect(problems({ ...value, surplus: 1 })).toEqual([" must NOT have additional properties"]);
    expect(problems({ ...value, schemaVersion: 2 })).toEqual(["/schemaVersion must be equal to constant"]);
    expect(problems({ ...value, stacks: [incomplete] })).toEqual(["/stacks/0 must have required property 'losses'"]);
    expect(problems({ ...value, head: { name: "x", commit: "abc" } })).toEqual([
      '/head/commit must match pattern "^[0-9a-f]{40,64}$"',
    ]);
    const odd = { ...stack, changes: [{ ...stack.changes[0], action: "explode" }] };
    expect(problems({ ...value, stacks: [odd] })).toEqual([
      "/stacks/0/changes/0/action must be equal to one of the allowed values",
    ]);
  });
});
