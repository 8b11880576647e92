import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, jest, test } from "@jest/globals";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Analyzer, type Finding } from "../../../review/engine/analyzer";
import { toStackRequest } from "../../../review/engine/analyzer-messages";
import { readPolicyPack } from "../../../review/engine/analyzer-pack";
import { blankState } from "../../../review/engine/goal-state";
import type { ResourceState } from "../../../review/engine/resource-state";
import { makeSecret, UNKNOWN } from "../../../review/engine/values";
import { temporaryFolder } from "../../support/temporary-folder";

const { leanServer, resourcesAsBytes } = require("../../../review/engine/analyzer-resources.cjs");

const ROOT = resolve(__dirname, "../../..");
const SDK = join(ROOT, "node_modules/@pulumi/policy");

/** What policies can see, do and compare; each finding is one observation. */
const POLICIES = `
const { inspect } = require("node:util");
const named = (resources) => resources && resources.map(({ name }) => name);
const kept = [];
const observe = (name, validateStack) => ({ name, description: "Looks.", validateStack });
const looks = [
  ["reads-everything", ({ resources }, report) => {
    for (const resource of resources) {
      const { props, parent, dependencies, propertyDependencies, isType, asType, ...plain } = resource;
      report(JSON.stringify({
        keys: Object.keys(resource), plain, parent: parent && parent.name, dependencies: named(dependencies),
        sources: Object.entries(propertyDependencies).map(([property, from]) => [property, named(from)]),
        is: ["aws:ec2/vpc:Vpc", "x"].map((type) => isType({ __pulumiType: type })),
        as: asType({ __pulumiType: resource.type }) === props, not: String(asType({ __pulumiType: "x" })),
        prototype: Object.getPrototypeOf(resource) === Object.prototype,
      }));
    }
  }],
  ["compares", ({ resources }, report) => {
    const [first, vpc, subnet] = resources;
    report(String([subnet.dependencies[0] === vpc, subnet.propertyDependencies.vpcId[0] === vpc, vpc.parent === first,
      subnet.isType === subnet.isType, subnet.provider.props.region, new Set(resources).size]));
  }],
  ["changes-all", ({ resources }, report) => {
    kept.push(...resources);
    for (const resource of resources) Object.assign(resource, { type: "gone", extra: 1, props: {} });
    resources.reverse().pop();
    resources[0].dependencies.push(1);
    report(resources.map(({ type, extra }) => type + extra).join());
  }],
  ["sees-no-change", ({ resources }, report) => {
    report(resources.map(({ type, name, extra }) => [type, name, extra].join()).join(";"));
    report(JSON.stringify(resources.map(({ dependencies }) => dependencies.length)));
    report(String(kept.some((resource) => resources.includes(resource))));
  }],
  ["prints", ({ resources }, report) => resources.forEach((resource) => report(inspect(resource, { depth: 4 })))],
  ["freezes", ({ resources }, report) => {
    const [, vpc] = resources;
    Object.freeze(vpc);
    report(String([Object.isFrozen(vpc), "urn" in vpc, vpc.props.cidrBlock, Object.isFrozen(resources[0])]));
  }],
  ["removes", ({ resources }, report) => {
    delete resources[1].name;
    report(JSON.stringify(resources.map(({ name }) => name)));
  }],
  ["reads-a-secret", ({ resources }, report) => report(resources[1].props.password)],
  ["reads-the-unknown", ({ resources }, report) => report(resources[1].props.later)],
  ["one-type", Object.assign((args, report) => report("seen"), { __pulumiType: "aws:ec2/vpc:Vpc" })],
  ["no-such-type", Object.assign((args, report) => report("seen"), { __pulumiType: "aws:ec2/none:None" })],
];
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("looks", { policies: looks.map(([name, validate]) => observe(name, validate)) });
`;

const urnOf = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const root: ResourceState = blankState(urnOf("pulumi:pulumi:Stack", "shop-dev"), "pulumi:pulumi:Stack", "shop-dev");
const provider: ResourceState = {
  ...blankState(urnOf("pulumi:providers:aws", "aws"), "pulumi:providers:aws", "aws"),
  inputs: { region: "eu-west-1" },
};
const vpc: ResourceState = {
  ...blankState(urnOf("aws:ec2/vpc:Vpc", "net"), "aws:ec2/vpc:Vpc", "net"),
  outputs: { cidrBlock: "10.0.0.0/16", later: UNKNOWN, password: makeSecret("hush"), tags: { b: [1, null], a: true } },
  parent: root.urn,
  protect: true,
  deleteBeforeReplace: true,
};
const subnet: ResourceState = {
  ...blankState(urnOf("aws:ec2/subnet:Subnet", "front"), "aws:ec2/subnet:Subnet", "front"),
  outputs: { vpcId: "vpc-1" },
  parent: "urn:of:nobody",
  dependencies: [vpc.urn, "urn:of:nobody"],
  propertyDependencies: { vpcId: [vpc.urn, "urn:of:nobody"], tags: [] },
};

/** Findings of a pack on the SDK as it is installed, or with a server that reads otherwise. */
async function findings(changeServer?: (source: string) => string): Promise<Finding[]> {
  const directory = temporaryFolder("pack");
  const files = {
    "PulumiPolicy.yaml": "runtime: nodejs\n",
    "package.json": '{ "version": "1.0.0" }',
    "index.js": POLICIES,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  mkdirSync(join(directory, "node_modules/@pulumi"), { recursive: true });
  const sdk = join(directory, "node_modules/@pulumi/policy");
  if (changeServer === undefined) {
    symlinkSync(SDK, sdk);
  } else {
    cpSync(SDK, sdk, { recursive: true });
    const server = join(sdk, "server.js");
    writeFileSync(server, changeServer(readFileSync(server, "utf8")));
  }
  const judged = {
    project: "shop",
    stack: "dev",
    organization: "organization",
    config: { values: {}, secretKeys: [] },
  };
  const { analyzer, ready } = Analyzer.launch(readPolicyPack(directory), "127.0.0.1:0", judged, process.env, 60);
  try {
    await ready;
    return await analyzer.analyzeStack(toStackRequest([root, vpc, subnet], () => provider));
  } finally {
    analyzer.close();
  }
}

const GETTERS = [
  ...(["getProperties", "getOptions", "getProvider", "getParent", "getDependenciesList"] as const),
  "getPropertydependenciesMap" as const,
];

/** The same loop with a comment, which makes it one that we do not know. */
const unknownLoop = (source: string) =>
  source.replace("const intermediates = [];", "const intermediates = []; // other");

const seen = new Map<string, string[]>();
let found: Finding[];
beforeAll(async () => {
  found = await findings();
  for (const { policy, message } of found) {
    seen.set(policy, [...(seen.get(policy) ?? []), message.replace("Looks.\n", "")]);
  }
});

test("policies find the same in resources that are made when they are read as in those that the SDK makes", async () => {
  expect(found.length).toBeGreaterThan(15);
  expect(found).toEqual(await findings(unknownLoop));
});

test("the installed SDK makes no resource before a policy reads it, and an SDK with another loop stays as it is", () => {
  const source = readFileSync(join(SDK, "server.js"), "utf8");
  const changed: string = leanServer(source);
  expect(changed).toMatch(/resources: require\("[^"]*\/analyzer-resources\.cjs"\)\.resourcesOf\(resources, /);
  expect(changed).not.toContain("intermediates");
  expect(changed).toMatch(/^function pushNotApplicable\(.*\) \{ return undefined;$/m);
  expect(changed.split("\n").length).toBe(source.split("\n").length);
  expect(leanServer(unknownLoop(source))).toContain("const intermediates = []; // other");
});

test("a message about a resource is read once, and whole, as soon as more than its names is asked for", () => {
  const bytes = toStackRequest([root, vpc, subnet], () => provider);
  const read = () => messages.AnalyzeStackRequest.deserializeBinary(bytes);
  const last = (getter: (typeof GETTERS)[number]) => {
    const value: any = read().getResourcesList()[2]?.[getter]();
    return JSON.stringify(value.toArray?.() ?? value);
  };
  const whole = read().toObject();
  const each = GETTERS.map(last);
  const readOptions = jest.spyOn(messages.AnalyzerResourceOptions, "deserializeBinaryFromReader");
  resourcesAsBytes(messages, require.resolve("@pulumi/pulumi/proto/analyzer_pb"));
  const request = messages.AnalyzeStackRequest.deserializeBinary(bytes);
  expect(
    request.getResourcesList().map((resource) => [resource.getType(), resource.getUrn(), resource.getName()]),
  ).toEqual([root, vpc, subnet].map(({ type, urn, name }) => [type, urn, name]));
  expect(readOptions).toHaveBeenCalledTimes(0);
  for (const _ of [1, 2]) expect(request.toObject()).toEqual(whole);
  expect(readOptions).toHaveBeenCalledTimes(3);
  expect(GETTERS.map(last)).toEqual(each);
});

test("a policy sees all of a resource, what it depends on, and its own copy of everything", () => {
  expect(JSON.parse(seen.get("reads-everything")?.[2] as string)).toMatchObject({
    keys: [
      ...[
        "type",
        "props",
        "urn",
        "name",
        "opts",
        "dependencies",
        "propertyDependencies",
        "isType",
        "asType",
        "provider",
      ],
    ],
    dependencies: ["net"],
    sources: [
      ["tags", []],
      ["vpcId", ["net"]],
    ],
  });
  expect(seen.get("compares")).toEqual(["true,true,true,true,eu-west-1,3"]);
  expect(seen.get("changes-all")).toEqual(["gone1,gone1"]);
  expect(seen.get("sees-no-change")).toEqual([
    "pulumi:pulumi:Stack,shop-dev,;aws:ec2/vpc:Vpc,net,;aws:ec2/subnet:Subnet,front,",
    "[0,0,1]",
    "false",
  ]);
  expect(seen.get("freezes")).toEqual(["true,true,10.0.0.0/16,false"]);
  expect(seen.get("removes")).toEqual(['["shop-dev",null,"front"]']);
  expect(seen.get("reads-a-secret")).toEqual(["hush"]);
  expect(seen.get("reads-the-unknown")?.[0]).toContain("value at .later can't be known during preview");
  expect([seen.get("one-type"), seen.get("no-such-type")]).toEqual([["seen"], undefined]);
});
