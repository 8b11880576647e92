import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import Ajv from "ajv/dist/2020";
import type { Preview } from "../../../review/engine/preview";
import { Redactor } from "../../../review/engine/redaction";
import type { ResourceState } from "../../../review/engine/resource-state";
import { SECRET, SIGNATURE_KEY, UNKNOWN } from "../../../review/engine/values";
import { toJson } from "../../../review/render/json";
import { palette } from "../../../review/render/palette";
import { renderFailure, renderText } from "../../../review/render/text";

const stack = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
const net = "urn:pulumi:dev::shop::shop:index:Net::net";
const provider = "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_48_0";
const secret = { [SIGNATURE_KEY]: SECRET, value: "canary" };

function state(fields: Partial<ResourceState> & Pick<ResourceState, "urn" | "type" | "name">): ResourceState {
  return {
    operation: "create",
    custom: true,
    opaque: false,
    external: false,
    id: "",
    inputs: {},
    outputs: {},
    parent: stack,
    provider: "",
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: undefined,
    deletedWith: "",
    replaceWith: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    replacementTrigger: undefined,
    hideDiff: [],
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: { create: 0, update: 0, delete: 0 },
    importId: "",
    hooks: {},
    source: undefined,
    ...fields,
  };
}

const preview: Preview = {
  project: {
    name: "shop",
    root: "/shop",
    directory: "/shop",
    entryPoint: ".",
    stackConfigDirectory: "/shop",
    nodeArguments: [],
    typescript: true,
    config: {},
  },
  stack: "dev",
  rootUrn: stack,
  resources: [
    state({
      urn: stack,
      type: "pulumi:pulumi:Stack",
      name: "shop-dev",
      custom: false,
      parent: "",
      outputs: { url: "https://example.com/?t=canary", token: secret, net: { vpcId: UNKNOWN, zones: ["a", "b"] } },
    }),
    state({ urn: provider, type: "pulumi:providers:aws", name: "default_7_48_0", parent: "", id: UNKNOWN }),
    state({ urn: net, type: "shop:index:Net", name: "net", custom: false }),
    state({
      urn: `${net}$vpc`,
      type: "aws:ec2/vpc:Vpc",
      name: "net-vpc",
      parent: net,
      provider: `${provider}::${UNKNOWN}`,
      inputs: { region: "eu-west-1", cidrBlock: "10.0.0.0/16", tags: { t: secret } },
      protect: true,
      source: { file: "/shop/net.ts", line: 12, column: 3 },
    }),
    state({
      urn: `${net}$subnet`,
      type: "aws:ec2/subnet:Subnet",
      name: "net-\u001b[31msubnet",
      parent: net,
      provider: `${provider}::${UNKNOWN}`,
      inputs: { region: "eu-west-1", vpcId: UNKNOWN },
      dependencies: [`${net}$vpc`],
    }),
    state({ urn: `${stack}$role`, type: "aws:iam/role:Role", name: "role", operation: "read", external: true }),
    state({ urn: `${stack}$awsx`, type: "awsx:ec2:Vpc", name: "awsx", custom: false, opaque: true }),
  ],
  diagnostics: [{ severity: "warning", message: "token is canary", urn: net }],
  failure: undefined,
  redactor: new Redactor(["canary"]),
};

describe("renderText()", () => {
  it("shows the tree, counts, outputs, unknowns and messages, and no secret", () => {
    const colours = palette({}, {});
    expect(renderText(preview, { unanswered: ["aws:ec2/getAmi:getAmi"], millis: 1234, colours })).toBe(
      `shop / dev: first update, previewed without a cloud

├─ + awsx awsx:ec2:Vpc [its children are not visible before an update]
├─ net shop:index:Net
│  ├─ + net-\\u001b[31msubnet aws:ec2:Subnet
│  └─ + net-vpc aws:ec2:Vpc cidrBlock: 10.0.0.0/16 [protected]
└─ < role aws:iam:Role

Resources  4 in 2 components: 3 to create, 1 to read
Services   aws:ec2 2, aws:iam 1, awsx:ec2 1
Regions    eu-west-1 2, global 1

Outputs
  net:
    vpcId: known after the update
    zones: a, b
  token: [secret]
  url: https://example.com/?t=[secret]

Unknown before the update
  1 resource takes values that the cloud assigns (ids, ARNs, endpoints); such inputs are checked then.
  aws:ec2/getAmi:getAmi: only a cloud can answer; give one with --answers

Messages
  warning (net) token is [secret]

Done in 1.2 s. Nothing was created, and no cloud was asked.
`,
    );
  });

  it("shows a failure without the secret that it quotes", () => {
    const failed = { ...preview, failure: { kind: "program", message: "Error: canary\u0007" } as const };
    expect(renderFailure(failed, palette({}, {}))).toBe("p95: Error: [secret]\\u0007\n");
  });
});

describe("toJson()", () => {
  let valid: (value: unknown) => boolean;
  beforeAll(() => {
    const schema = JSON.parse(readFileSync(join(__dirname, "../../../docs/preview.schema.json"), "utf8"));
    valid = new Ajv({ strict: false }).compile(schema);
  });
  const json = () => JSON.parse(JSON.stringify(toJson(preview, { unansweredFunctions: ["aws:ec2/getAmi:getAmi"] })));

  it("follows its published schema", () => {
    expect(valid(json())).toBe(true);
    expect(valid({ ...json(), failure: { kind: "program", message: "x" } })).toBe(true);
  });

  it("has a schema that refuses what does not belong there", () => {
    expect(valid({ ...json(), surplus: 1 })).toBe(false);
    expect(valid({ ...json(), schemaVersion: 2 })).toBe(false);
    const { summary: _, ...incomplete } = json();
    expect(valid(incomplete)).toBe(false);
  });

  it("marks secrets and unknowns, and says where a resource is declared", () => {
    const vpc = json().resources.find(({ name }: { name: string }) => name === "net-vpc");
    expect(vpc).toEqual({
      urn: `${net}$vpc`,
      type: "aws:ec2/vpc:Vpc",
      name: "net-vpc",
      operation: "create",
      custom: true,
      opaque: false,
      protect: true,
      parent: net,
      provider: `${provider}::${UNKNOWN}`,
      region: "eu-west-1",
      inputs: { cidrBlock: "10.0.0.0/16", region: "eu-west-1", tags: { t: { $secret: true } } },
      outputs: {},
      unknownInputs: [],
      dependencies: [],
      aliases: [],
      source: { file: "net.ts", line: 12 },
    });
    expect(json().outputs).toEqual({
      net: { vpcId: { $unknown: true }, zones: ["a", "b"] },
      token: { $secret: true },
      url: "https://example.com/?t=[secret]",
    });
    expect(JSON.stringify(json())).not.toContain("canary");
  });
});
