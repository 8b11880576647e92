import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

const root = join(__dirname, "../..");
const read = (path: string) => parse(readFileSync(join(root, path), "utf8"));

describe("Pulumi.yaml", () => {
  it("lets no stack fall back on a provider that the program did not configure", () => {
    expect(read("Pulumi.yaml").config["pulumi:disable-default-providers"]).toEqual({ value: ["aws", "kubernetes"] });
  });

  it("says of every setting that a stack gives what it is", () => {
    const { config } = read("Pulumi.yaml");
    for (const [key, declared] of Object.entries<any>(config)) {
      if (key.includes(":")) continue; // not ours: Pulumi allows neither type nor description
      expect([key, typeof declared.type, typeof declared.description]).toEqual([key, "string", "string"]);
    }
  });
});

describe("stack files", () => {
  /** What is no plain value, hence has no default in Pulumi.yaml: a stack without it runs sample images and serves no video. */
  const structured = ["signingKeys", "images"];

  it.each([
    ["dev", []],
    ["staging", structured],
    ["prod", structured],
  ])("gives for %s what Pulumi.yaml asks for, then %j, and nothing else", (stack, more) => {
    const asked = Object.keys(read("Pulumi.yaml").config).filter((key) => !key.includes(":"));
    const { config } = read(`stacks/Pulumi.${stack}.yaml`);
    expect(Object.keys(config)).toEqual([...asked, ...more].map((key) => `p95:${key}`));
    expect(config["p95:accountId"]).toMatch(/^\d{12}$/); // text: as a number, an account that starts with 0 would lose it
  });
});
