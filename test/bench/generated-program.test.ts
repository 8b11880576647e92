import { expect, test } from "@jest/globals";
import { summarize } from "../../review/summary";
import { previewProgram } from "../support/run-preview";

const GENERATED = "../../bench/programs/generated";

test("the generated program declares as many resources as it is told", async () => {
  const { resources, failure } = await previewProgram(GENERATED, { config: { size: "100" } });
  expect(failure).toBeUndefined();
  expect(summarize(resources)).toEqual({
    total: 90,
    components: 10,
    byOperation: { create: 90 },
    byService: {
      "aws:cloudwatch": 20,
      "aws:dynamodb": 10,
      "aws:iam": 20,
      "aws:lambda": 10,
      "aws:sqs": 20,
      "aws:ssm": 10,
    },
    byRegion: { "eu-central-1": 70, global: 20 },
  });
});

test("a service of the generated program waits for the one upstream", async () => {
  const { resources } = await previewProgram(GENERATED, { config: { size: "40" } });
  const policy = resources.find(({ name }) => name === "service-3-policy");
  const needed = policy?.dependencies.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
  expect(needed).toEqual([
    "service-3-table",
    "service-3-role",
    "service-1-queue",
    "service-3-queue",
    "service-3-token",
  ]);
});

test("a size that no number of services makes is refused", async () => {
  const { failure } = await previewProgram(GENERATED, { config: { size: "15" } });
  expect(failure?.message).toContain("size: must be a multiple of 10, got 15");
});
