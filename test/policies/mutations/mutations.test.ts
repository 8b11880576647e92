import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { rules } from "../../../policies/index";
import { readProject } from "../../../review/engine/project";
import type { ResourceState } from "../../../review/engine/resource-state";
import { previewStack } from "../../../review/preview-stack";
import { mistakes } from "./mistakes";
import { type Mutation, withMistake } from "./mutation";
import { mistakesPage } from "./page";
import { StackUnderTest } from "./stack-under-test";

const ROOT = resolve(__dirname, "../../..");

describe("a mistake of one line in prod", () => {
  const stack = new StackUnderTest("prod", new Date().toISOString().slice(0, 10));
  let states: readonly ResourceState[];
  beforeAll(async () => {
    const { resources } = await previewStack(readProject(ROOT), "prod", () => {});
    states = resources.filter(({ external }) => !external); // what is only read, the engine keeps from packs
  });

  it("is none that prod has", () => {
    expect(stack.judge(states)).toEqual([]);
  });

  it.each(mistakes.map((each): [string, Mutation] => [each.mistake, each]))("is caught: %s", (_, mutation) => {
    expect(stack.judge(withMistake(states, mutation))).toEqual(mutation.rules);
  });
});

it("every mistake names rules that there are, in order, and no two are the same", () => {
  const names = new Set(rules.map(({ name }) => name));
  for (const { rules: expected } of mistakes) {
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
    expect([...expected].sort()).toEqual(expected);
  }
  const changes = mistakes.map(({ resource, path, value }) => JSON.stringify([resource, path, value]));
  expect(new Set(changes).size).toBe(mistakes.length);
});

it("docs/policy-mistakes.md shows all of them", () => {
  expect(readFileSync(join(ROOT, "docs/policy-mistakes.md"), "utf8")).toBe(mistakesPage(mistakes, rules));
});

describe("withMistake()", () => {
  const some = mistakes[0] as Mutation;

  it.each([
    [{ resource: "nobody" }, "nobody must name one resource, got 0"],
    [{ path: ["addonName"], value: "metrics-server" }, "us-east-1-eks-metrics-server: addonName is so already"],
    [{ path: ["tags", "a"], value: 1 }, "nothing to change at a"],
  ])("refuses what changes nothing: %j", (change, problem) => {
    const state = { custom: true, name: "us-east-1-eks-metrics-server", inputs: { addonName: "metrics-server" } };
    const states = [{ ...state, outputs: {}, propertyDependencies: {} }] as unknown as ResourceState[];
    expect(() => withMistake(states, { ...some, ...change })).toThrow(problem);
  });
});
