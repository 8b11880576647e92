import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Project } from "../../../review/engine/project";
import { ENCRYPTED_PLACEHOLDER, readStackConfig } from "../../../review/engine/stack-config";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "p95-config-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const project = (config: Record<string, unknown> = {}): Project => ({
  name: "shop",
  root,
  directory: root,
  entryPoint: ".",
  stackConfigDirectory: root,
  nodeArguments: [],
  typescript: true,
  config,
});
const nothing = { config: {}, secrets: {} };
const stackFile = (stack: string, content: string) => writeFileSync(join(root, `Pulumi.${stack}.yaml`), content);

describe("readStackConfig()", () => {
  it("is empty for a stack without a file", () => {
    expect(readStackConfig(project(), "pr-1", nothing)).toEqual({
      values: {},
      secretKeys: [],
      placeholders: [],
      environments: [],
    });
  });

  it("turns every value into text, as Pulumi hands it to a program", () => {
    stackFile(
      "types",
      "config:\n  shop:count: 3\n  shop:on: true\n  shop:list: [a, 1]\n  aws:region: eu-west-1\n  bare: x\n",
    );
    expect(readStackConfig(project(), "types", nothing).values).toEqual({
      "shop:count": "3",
      "shop:on": "true",
      "shop:list": '["a",1]',
      "aws:region": "eu-west-1",
      "shop:bare": "x",
    });
  });

  it("replaces what is encrypted, at any depth, and keeps the key secret", () => {
    stackFile(
      "secret",
      "config:\n  shop:token:\n    secure: v1:abc\n  shop:db: { user: me, password: { secure: v1:def } }\n",
    );
    expect(readStackConfig(project(), "secret", nothing)).toEqual({
      values: {
        "shop:token": ENCRYPTED_PLACEHOLDER,
        "shop:db": JSON.stringify({ user: "me", password: ENCRYPTED_PLACEHOLDER }),
      },
      secretKeys: ["shop:db", "shop:token"],
      placeholders: ["shop:db", "shop:token"],
      environments: [],
    });
  });

  it("lets the command line win, also over what is encrypted", () => {
    const overrides = { config: { count: "4" }, secrets: { "shop:token": "t" } };
    stackFile("over", "config:\n  shop:count: 3\n  shop:token:\n    secure: v1:abc\n");
    expect(readStackConfig(project(), "over", overrides)).toEqual({
      values: { "shop:count": "4", "shop:token": "t" },
      secretKeys: ["shop:token"],
      placeholders: [],
      environments: [],
    });
  });

  it("takes defaults and values of the project, and what it declares secret", () => {
    const declared = {
      size: { type: "integer", default: 2 },
      "aws:region": "us-east-1",
      key: { type: "string", default: "k", secret: true },
      "pulumi:disable-default-providers": { value: ["aws"] },
    };
    expect(readStackConfig(project(declared), "pr-1", nothing)).toEqual({
      values: {
        "shop:size": "2",
        "aws:region": "us-east-1",
        "shop:key": "k",
        "pulumi:disable-default-providers": '["aws"]',
      },
      secretKeys: ["shop:key"],
      placeholders: [],
      environments: [],
    });
  });

  it.each([
    ["integer", "3.5"],
    ["boolean", "yes"],
    ["array", "{}"],
    ["object", "[]"],
    ["object", "x"],
  ])("refuses a value that is no %s: %s", (type, value) => {
    expect(() => readStackConfig(project({ size: { type } }), "pr-1", { ...nothing, config: { size: value } })).toThrow(
      `shop:size: must be of type ${type}, got ${JSON.stringify(value)}`,
    );
  });

  it("names every key that is missing", () => {
    const declared = { one: { type: "string" }, two: { type: "string", description: "needed" } };
    expect(() => readStackConfig(project(declared), "pr-1", nothing)).toThrow(
      'Cannot preview stack "pr-1"\n  shop:one: must be set, it has no default\n  shop:two: must be set, it has no default',
    );
  });

  it.each(["", "a/b", "a b", "x".repeat(101)])("refuses the stack name %j", (stack) => {
    expect(() => readStackConfig(project(), stack, nothing)).toThrow("--stack: must be 1 to 100 letters");
  });

  it("lists environments that it cannot open", () => {
    stackFile("esc", "environment: [shared, { prod: { merge: false } }]\n");
    expect(readStackConfig(project(), "esc", nothing).environments).toEqual(["shared", '{"prod":{"merge":false}}']);
  });
});
