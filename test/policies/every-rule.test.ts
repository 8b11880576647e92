import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { domains, rules } from "../../policies/index";
import { defaultSettings, type ResourceRule, type Rule, type StackRule } from "../../policies/rule";
import { StackView } from "../../policies/stack-view";
import { UNKNOWN } from "../../review/engine/values";
import { foundBy, PackUnderTest, recorder, resourceState, stackStates, unknown, withValue } from "./pack-under-test";

const OTHER_TYPE = "random:index/randomPet:RandomPet";

let pack: PackUnderTest;
beforeAll(async () => {
  pack = await PackUnderTest.start();
});
afterAll(() => pack?.close());

async function judgeResource(
  rule: ResourceRule,
  example: Partial<ResourceRule["examples"]["good"][0]>,
): Promise<string[]> {
  await pack.set(rule.name, example.settings);
  const state = resourceState(example.type ?? (rule.types[0] as string), example.inputs, example.protect);
  const found = foundBy(rule.name, await pack.judgeResource(state));
  return found.map((each) => each.replace(/^example: /, ""));
}

async function judgeStack(rule: StackRule, example: StackRule["examples"]["good"][0]): Promise<string[]> {
  await pack.set(rule.name, example.settings);
  return foundBy(rule.name, await pack.judgeStack(stackStates(example.resources)));
}

describe("the list of rules", () => {
  it("names every file of every domain", () => {
    const folder = join(__dirname, "../../policies/rules");
    const files = Object.fromEntries(
      readdirSync(folder).map((domain) => [
        domain,
        readdirSync(join(folder, domain)).flatMap((file) => (file === "index.ts" ? [] : [file.replace(/\.ts$/, "")])),
      ]),
    );
    const listed = Object.fromEntries(
      Object.entries(domains).map(([domain, list]) => [domain, list.map(({ name }) => name).sort()]),
    );
    expect(listed).toEqual(Object.fromEntries(Object.entries(files).map(([domain, names]) => [domain, names.sort()])));
  });

  it("holds each name once, as the pack tells the engine", () => {
    const names = ["declared-inputs", ...rules.map(({ name }) => name), "exceptions-are-current"];
    expect(new Set(names).size).toBe(names.length);
    expect(pack.info.policies.map(({ name }) => name)).toEqual(names);
  });

  it("is what the settings of our stacks name", () => {
    const folder = join(__dirname, "../../policies/stacks");
    const names = new Set(rules.map(({ name }) => name));
    expect(existsSync(join(folder, "default.json"))).toBe(true);
    for (const file of readdirSync(folder)) {
      const named = Object.keys(require(join(folder, file)));
      expect({ file, unknown: named.filter((name) => !names.has(name)) }).toEqual({ file, unknown: [] });
    }
  });
});

describe.each(rules.map((rule): [string, Rule] => [rule.name, rule]))("%s", (_, rule) => {
  it("says what, why, how to mend it and where that is written", () => {
    expect(rule.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const text of [rule.description, rule.remediationSteps]) expect(text).toMatch(/^[A-Z][^\n]{20,}\.$/);
    expect(rule.url).toMatch(/^https:\/\/[a-z.]+\/\S+$/);
    for (const { description } of Object.values(rule.settings ?? {})) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  if (rule.kind === "resource") resourceTests(rule);
  else stackTests(rule);
});

function resourceTests(rule: ResourceRule): void {
  const { good, bad, missing } = rule.examples;
  const [base] = good;
  const settings = { ...defaultSettings(rule), ...base.settings };
  const reads = recorder(base.inputs);
  rule.gaps(reads.value, { settings, type: rule.types[0] as string, name: "example", protect: base.protect === true });

  it.each(good.map((example, i) => [i + 1, example] as const))("is kept by good example %i", async (_, example) => {
    expect(await judgeResource(rule, example)).toEqual([]);
  });

  it.each(bad.map((example, i) => [i + 1, example] as const))("is broken by bad example %i", async (_, example) => {
    expect(await judgeResource(rule, example)).toEqual(example.gaps);
  });

  it("judges no resource of another type", async () => {
    expect(await judgeResource(rule, { ...bad[0], type: OTHER_TYPE })).toEqual([]);
  });

  it("says what it takes each field that it reads for, where that is missing", () => {
    const heads = new Set(Object.keys(missing).map((path) => path.split(".")[0]));
    const unexplained = new Set(reads.touched().flatMap(([head = ""]) => (heads.has(head) ? [] : [head])));
    expect([...unexplained]).toEqual([]);
  });

  it("has a field to leave out and a value to be unknown", () => {
    const unknowns = [...reads.read(), ...reads.asked()];
    expect([Object.keys(missing).length, unknowns.length]).not.toContain(0);
  });

  for (const [path, gaps] of Object.entries(missing)) {
    it(`judges the service's default without ${path}`, async () => {
      const inputs = withValue(base.inputs, path.split("."), undefined);
      expect(await judgeResource(rule, { ...base, inputs })).toEqual(gaps);
    });
  }

  for (const path of reads.read()) {
    it(`is not evaluable while ${path.join(".")} is unknown`, async () => {
      const inputs = unknown(base.inputs, path);
      expect(await judgeResource(rule, { ...base, inputs })).toEqual([`unknown ${path.join(".")}, advisory`]);
    });
  }

  for (const path of reads.asked()) {
    it(`is kept as well while ${path.join(".")} is unknown, which is there`, async () => {
      expect(await judgeResource(rule, { ...base, inputs: unknown(base.inputs, path) })).toEqual([]);
    });
  }
}

function stackTests(rule: StackRule): void {
  const { good, bad, missing } = rule.examples;
  const [base] = good;
  const recorders = new Map(base.resources.map(({ name, props }) => [name, recorder(props)]));
  const links: string[][] = [];
  rule.gaps(recordingView(base.resources, recorders, links), { ...defaultSettings(rule), ...base.settings });
  const paths = (kind: "read" | "asked" | "touched") =>
    [...recorders].flatMap(([name, each]) => each[kind]().map((path) => [name, ...path]));

  it.each(good.map((example, i) => [i + 1, example] as const))("is kept by good example %i", async (_, example) => {
    expect(await judgeStack(rule, example)).toEqual([]);
  });

  it.each(bad.map((example, i) => [i + 1, example] as const))("is broken by bad example %i", async (_, example) => {
    expect(await judgeStack(rule, example)).toEqual(example.gaps);
  });

  it("judges no resource of another type", async () => {
    const resources = bad[0].resources.map((resource) => ({ ...resource, type: OTHER_TYPE }));
    expect(await judgeStack(rule, { ...bad[0], resources })).toEqual([]);
  });

  it("says what it takes each field that it reads for, where that is missing", () => {
    const heads = new Set(Object.keys(missing).map((path) => path.split(".").slice(0, 2).join(".")));
    const unexplained = new Set([...paths("touched"), ...links].map((path) => path.slice(0, 2).join(".")));
    expect([...unexplained].filter((head) => !heads.has(head))).toEqual([]);
  });

  const isRead = (path: readonly string[]) =>
    paths("read").some((each) => each.slice(0, path.length).join(".") === path.join("."));
  const joins = [...paths("asked"), ...links.filter((path) => !isRead(path))];

  /** The first good example with one value of a resource replaced, or left out together with where it comes from. */
  const changed = (name: string, path: readonly string[], value: unknown) => ({
    ...base,
    resources: base.resources.map((each) => {
      if (each.name !== name) return each;
      const { [path.join(".")]: _, ...others } = each.from ?? {};
      const props = { ...withValue(each.props, path, value) };
      return { ...each, props, from: value === undefined ? others : (each.from ?? {}) };
    }),
  });

  it("has a field to leave out and a value to be unknown", () => {
    expect([Object.keys(missing).length, paths("read").length + joins.length]).not.toContain(0);
  });

  for (const [path, gaps] of Object.entries(missing)) {
    it(`judges the service's default without ${path}`, async () => {
      const [name = "", ...rest] = path.split(".");
      expect(await judgeStack(rule, changed(name, rest, undefined))).toEqual(gaps);
    });
  }

  for (const [name = "", ...path] of paths("read")) {
    it(`is not evaluable while ${[name, ...path].join(".")} is unknown`, async () => {
      const found = await judgeStack(rule, changed(name, path, UNKNOWN));
      expect(found).toContain(`${name}: unknown ${path.join(".")}, advisory`);
    });
  }

  for (const [name = "", ...path] of joins) {
    it(`is kept as well while ${[name, ...path].join(".")} is unknown, which only joins`, async () => {
      expect(await judgeStack(rule, changed(name, path, UNKNOWN))).toEqual([]);
    });
  }
}

/** A stack whose properties tell what is read of them. @param links gets the properties by which resources are joined. */
function recordingView(
  resources: StackRule["examples"]["good"][0]["resources"],
  recorders: ReadonlyMap<string, { readonly value: object }>,
  links: string[][],
): StackView {
  const views = resources.map(({ type, name, provider, protect = false }) => ({
    urn: name,
    type,
    name,
    props: recorders.get(name)?.value,
    opts: { protect },
    provider: provider === undefined ? undefined : { urn: provider },
    propertyDependencies: new Proxy({} as Record<string, unknown[]>, {
      get(dependencies, property: string) {
        if (property in dependencies) links.push([name, property]);
        return dependencies[property];
      },
    }),
  }));
  const byName = new Map(views.map((view) => [view.name, view]));
  for (const { name, from = {} } of resources) {
    for (const [property, names] of Object.entries(from)) {
      const view = byName.get(name);
      if (view !== undefined) view.propertyDependencies[property] = names.map((each) => byName.get(each));
    }
  }
  return new StackView(views as never);
}
