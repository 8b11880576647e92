import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findProvider, inMirror, mirrorsOf, whyMissing } from "../../../review/terraform/find-provider";

const TARGET = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "p95-mirror-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function addProvider(mirror: string, version: string, target = TARGET): string {
  const name = `terraform-provider-aws_v${version}_x5`;
  const path = join(mirror, "registry.terraform.io/hashicorp/aws", version, target, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  return path;
}

/** Nothing but what a test names. */
const environment = (more: NodeJS.ProcessEnv = {}) => ({ HOME: home, XDG_DATA_DIRS: join(home, "shared"), ...more });

describe("the provider's binary", () => {
  test("is the newest of a mirror, by number and not by text", () => {
    addProvider(home, "5.99.0");
    const newest = addProvider(home, "5.100.0");
    addProvider(home, "6.0.0", "plan9_amd64");
    expect(inMirror(home)[0]).toEqual({ path: newest, version: "5.100.0" });
  });

  test("that a variable names wins over every mirror", () => {
    const mirror = join(home, "cache");
    const path = addProvider(mirror, "6.1.0");
    addProvider(join(home, ".terraform.d/plugins"), "6.9.0");
    expect(findProvider(environment({ P95_TERRAFORM_AWS_PROVIDER: path }), home)).toEqual({
      path,
      version: "6.1.0",
      foundBy: "P95_TERRAFORM_AWS_PROVIDER",
    });
    expect(findProvider(environment({ P95_TERRAFORM_AWS_PROVIDER: dirname(path) }), home)?.path).toBe(path);
  });

  test("that a variable names must be there: a mistake is not a missing provider", () => {
    const env = environment({ P95_TERRAFORM_AWS_PROVIDER: join(home, "nowhere") });
    expect(() => findProvider(env, home)).toThrow("P95_TERRAFORM_AWS_PROVIDER: there is no provider");
  });

  test("is found by Terraform's configuration file, its cache variable, and the implied mirrors, in this order", () => {
    const implied = addProvider(join(home, ".terraform.d/plugins"), "6.3.0");
    expect(findProvider(environment(), home)?.path).toBe(implied);
    const cached = addProvider(join(home, "cache"), "6.2.0");
    const cache = { TF_PLUGIN_CACHE_DIR: join(home, "cache") };
    expect(findProvider(environment(cache), home)?.path).toBe(cached);
    const mirrored = addProvider(join(home, "mirror"), "6.1.0");
    const file = join(home, "my.tfrc");
    writeFileSync(file, `provider_installation {\n  filesystem_mirror {\n    path = "~/mirror"\n  }\n}\n`);
    expect(findProvider(environment({ ...cache, TF_CLI_CONFIG_FILE: file }), home)).toEqual({
      path: mirrored,
      version: "6.1.0",
      foundBy: file,
    });
  });

  test("is not looked for when the variable says none, which the reason says", () => {
    addProvider(join(home, ".terraform.d/plugins"), "6.3.0");
    expect(findProvider(environment({ P95_TERRAFORM_AWS_PROVIDER: "none" }), home)).toBeUndefined();
    expect(whyMissing({ P95_TERRAFORM_AWS_PROVIDER: "none" })).toBe('P95_TERRAFORM_AWS_PROVIDER is "none"');
    expect(whyMissing({})).toMatch(/^no terraform-provider-aws for \w+ on this machine/);
  });

  test("configuration that is commented out does not count", () => {
    const text = `# plugin_cache_dir = "/a"\nplugin_cache_dir = "/b"\nprovider_installation {\n  filesystem_mirror {\n    include = ["*/*"]\n    path    = "/c"\n  }\n  // filesystem_mirror { path = "/d" }\n}\n`;
    expect(mirrorsOf(text)).toEqual(["/c", "/b"]);
  });
});
