import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import type { CheckpointResource } from "../../../review/engine/checkpoint";
import { ASSET, SIGNATURE_KEY, UNKNOWN } from "../../../review/engine/values";
import { previewProgram, programDirectory, type TestPreview, twoAtATime } from "../../support/run-preview";

// Each program uses one feature of Pulumi. Beside it lies what its preview must declare, read line by line against the real
// engine's source; the tests below it name the point of each.
const expectedFile = (name: string) => join(programDirectory(name), "expected.json");
const PROGRAMS = readdirSync(programDirectory("."))
  .filter((name) => existsSync(expectedFile(name)))
  .sort();

const previews = new Map<string, TestPreview>();

beforeAll(async () => {
  await twoAtATime(PROGRAMS, async (name) => {
    previews.set(name, await previewProgram(name));
  });
}, 300_000);

const previewOf = (name: string) => previews.get(name) as TestPreview;

/** The only resource of a program with this logical name, or with this end of a URN. */
function resource(program: string, name: string): CheckpointResource {
  const ending = name.includes("::") ? name : `::${name}`;
  const found = previewOf(program).checkpoint.deployment.resources.filter(({ urn }) => urn.endsWith(ending));
  expect(found.map(({ urn }) => urn)).toHaveLength(1);
  return found[0] as CheckpointResource;
}

const stackOutputs = (program: string) => resource(program, `pulumi:pulumi:Stack::${program}-dev`).outputs;
const messages = (program: string) =>
  previewOf(program).diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
const urn = (program: string, rest: string) => `urn:pulumi:dev::${program}::${rest}`;

test.each(PROGRAMS)("the program %s declares exactly the expected resources", (name) => {
  const { failure, checkpoint } = previewOf(name);
  expect(failure).toBeUndefined();
  expect(checkpoint.deployment.resources).toEqual(JSON.parse(readFileSync(expectedFile(name), "utf8")));
});

test("a resource of a package that nobody knows is previewed like any other", () => {
  expect(resource("unknown-package", "Island$geology:index:Volcano::north")).toMatchObject({
    type: "geology:index:Volcano",
    provider: urn("unknown-package", `pulumi:providers:geology::default::${UNKNOWN}`),
    inputs: { height: 100, active: true },
  });
});

test("the same name may be used again below another parent", () => {
  const twins = previewOf("unknown-package").resources.filter(({ name }) => name === "twin");
  const island = "geology:Island$geology:index:Volcano$geology:index:Volcano::twin";
  expect(twins.map((state) => state.urn).sort()).toEqual([
    urn("unknown-package", `geology:Island$${island}`),
    urn("unknown-package", island),
  ]);
});

test("a component's outputs are those that it registered, without undefined ones", () => {
  expect(resource("unknown-package", "Island::north").outputs).toEqual({ height: 100, volcanoId: UNKNOWN });
});

test("each version and download address has a default provider of its own", () => {
  const names = previewOf("providers").resources.filter(({ type }) => type === "pulumi:providers:thing");
  expect(names.map(({ name }) => name).sort()).toEqual([
    "default",
    "default_1_2_3",
    "default_1_2_3_https_/plugins.example.com/thing",
    "default_2_0_0_beta_1",
    "explicit",
    "pinned",
  ]);
});

test.each([
  ["own", "thing::explicit"],
  ["child-of-own", "thing::explicit"],
  ["pinned-thing", "thing::pinned"],
  ["outer-thing", "thing::explicit"],
  ["outer-topic", "aws::west"],
  ["inner-thing", "thing::explicit"],
  ["inner-topic", "aws::west"],
  ["single-thing", "thing::default"],
  ["single-topic", "aws::west"],
  ["listed-thing", "thing::pinned"],
])("%s gets the provider %s", (name, provider) => {
  expect(resource("providers", name).provider).toBe(urn("providers", `pulumi:providers:${provider}::${UNKNOWN}`));
});

test("the region of its provider is a known output of a resource that names none", () => {
  expect(resource("providers", "outer-topic").outputs).toEqual({ region: "us-west-2" });
});

test("where default providers of one package are forbidden, those of another are not", () => {
  const providers = previewOf("no-default-providers").resources.filter(({ type }) =>
    type.startsWith("pulumi:providers:"),
  );
  expect(providers.map(({ type, name }) => `${type} ${name.split("_")[0]}`).sort()).toEqual([
    "pulumi:providers:aws explicit",
    "pulumi:providers:random default",
  ]);
});

test("a default provider takes the stack's configuration of its package", () => {
  const provider = previewOf("no-default-providers").resources.find(({ type }) => type === "pulumi:providers:random");
  expect(provider?.inputs.unused).toBe("yes");
});

test("a resource that is read is external, with the id that it was asked by", () => {
  expect(resource("reads", "known")).toMatchObject({
    external: true,
    id: "vpc-0123456789",
    outputs: { cidrBlock: "10.0.0.0/16" },
  });
  expect(resource("reads", "Topic::unknown")).toMatchObject({ external: true, id: UNKNOWN });
  expect(resource("reads", "subnet").inputs).toEqual({ vpcId: "vpc-0123456789", cidrBlock: "10.0.0.0/16" });
});

test("functions are answered with what is known, and nothing is invented for the rest", () => {
  expect(stackOutputs("invokes")).toMatchObject({
    plainZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    zonesOfWest: ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"],
    region: "eu-west-1",
    image: UNKNOWN,
    waiting: UNKNOWN,
    answered: { rain: true, degrees: 4 },
  });
  expect(previewOf("invokes").unanswered).toEqual(["aws:ec2/getAmi:getAmi"]);
});

test("methods are answered from the file of answers, through their resource's provider, or are unknown", () => {
  expect(stackOutputs("calls")).toEqual({ known: { value: 230 }, value: 230, ok: true, unknown: UNKNOWN });
  const started = previewOf("calls").resources.filter(({ type }) => type === "pulumi:providers:meter");
  expect(started.map(({ name }) => name)).toEqual(["explicit"]);
});

test("a dynamic provider checks its inputs and creates nothing", () => {
  expect(resource("dynamic-provider", "first").inputs).toMatchObject({ text: "hello", length: 5, checked: true });
  expect(stackOutputs("dynamic-provider")).toEqual({ checked: true, page: UNKNOWN });
});

test("outputs of another stack come from the file, and are unknown without one", () => {
  expect(stackOutputs("stack-references")).toMatchObject({ vpcId: "vpc-1", zone: "a", later: UNKNOWN });
  expect(messages("stack-references")).toContain(
    "info: The outputs of stack 'organization/nobody/dev' are unknown: nobody gave their values.",
  );
});

test("transformations run from the inside out", () => {
  const tags = { own: "yes", parent: "yes", stack: "yes" };
  expect(resource("transformations", "topic").inputs).toEqual({ tags });
  expect(resource("transformations", "protected")).toMatchObject({ protect: true, inputs: { tags: { stack: "yes" } } });
});

test("transforms run from the inside out, one after the other", () => {
  expect(resource("transforms", "ordered").inputs).toEqual({ displayName: "/own/inner/outer/stack" });
});

test("a transform may change inputs and options", () => {
  expect(resource("transforms", "changed")).toMatchObject({
    protect: true,
    retainOnDelete: true,
    ignoreChanges: ["tags"],
    customTimeouts: { create: 300 },
    aliases: [urn("transforms", "aws:sns/topic:Topic::former")],
    dependencies: [urn("transforms", "aws:s3/bucket:Bucket::bucket")],
  });
});

test("invoke transforms change arguments and the provider that answers", () => {
  expect(stackOutputs("invoke-transforms")).toEqual({
    region: "eu-central-1",
    zones: ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"],
  });
});

test("only hooks that ask for it run in a preview, around resources and components", () => {
  expect(messages("hooks").sort()).toEqual([
    "info: after group",
    "info: after topic: Releases",
    "info: before group",
    "info: before topic: Releases",
  ]);
});

test.each([
  ["by-name", ["thing:index:Thing::former"]],
  ["by-type", ["thing:v0:Thing::by-type", "thing:v0:Thing::both"]],
  ["moved-in", ["thing:index:Thing::moved-in"]],
  ["from-nowhere", ["thing:index:Thing::from-nowhere"]],
  ["moved-over", ["test:index:Shelf$thing:index:Thing::moved-over", "test:index:Shelf$thing:index:Thing::moved"]],
  ["new-thing", ["test:index:Group$thing:index:Thing::old-thing"]],
  ["room-thing", ["test:index:Shelf$test:index:Group$thing:index:Thing::room-thing"]],
])("%s would be recognised by its former URN", (name, formerly) => {
  expect(resource("aliases", name).aliases).toEqual(formerly.map((each) => urn("aliases", each)));
});

test("whoever depends on a component depends on every custom resource inside", () => {
  expect(resource("depends-on", "after-component").dependencies).toEqual([
    urn("depends-on", "test:index:Group$test:index:Group$thing:index:Thing::group-deep"),
    urn("depends-on", "test:index:Group$thing:index:Thing::group-inside"),
  ]);
});

test("what a component says of protection and deletion holds inside unless it is refused there", () => {
  const deletedWith = urn("options", "thing:index:Thing::keeper");
  expect(resource("options", "inherits")).toMatchObject({ protect: true, retainOnDelete: true, deletedWith });
  const { protect, retainOnDelete } = resource("options", "refuses");
  expect({ protect, retainOnDelete }).toEqual({ protect: undefined, retainOnDelete: undefined });
});

test("durations of custom timeouts are seconds, as in a checkpoint", () => {
  expect(resource("options", "changes").customTimeouts).toEqual({ create: 5400, update: 0.5, delete: 90 });
});

test("deleting before replacing is kept, although a checkpoint has no place for it", () => {
  const state = previewOf("options").resources.find(({ name }) => name === "changes");
  expect(state?.deleteBeforeReplace).toBe(true);
});

test("a resource that is imported has its id already", () => {
  expect(resource("options", "imported")).toMatchObject({ id: "thing-42", inputs: { size: 2 } });
  expect(previewOf("options").resources.find(({ name }) => name === "imported")?.operation).toBe("import");
});

test("no secret is in the export, and neither is its text where the program forgot to mark it", () => {
  expect(JSON.stringify(previewOf("secrets").checkpoint)).not.toMatch(/canary|p95-preview-placeholder/);
  expect(resource("secrets", "thing").inputs).toMatchObject({ careless: "[secret]", size: 1 });
});

test("an output that the resource names as secret is secret, also for whoever reads it", () => {
  const { outputs } = resource("secrets", "thing") as unknown as { outputs: Record<string, unknown> };
  expect(outputs.size).toEqual(outputs.direct);
  expect((stackOutputs("secrets") as Record<string, unknown>).size).toEqual(outputs.direct);
});

test("assets and archives carry the hash of their content, which the real engine computes too", () => {
  const { file, remote, inList } = resource("assets", "assets").inputs as Record<string, any>;
  expect(file.hash).toBe("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"); // sha256sum files/hello.txt
  expect(inList[0].hash).toBe("4edf0372dd7a4e87b168e3db114a926ebb4576090c686936ee3b3f9821e9678d");
  expect(remote.hash).toBeUndefined();
});

test("a secret asset does not hide what the others are", () => {
  const { text } = resource("assets", "assets").inputs as Record<string, any>;
  expect(text).toMatchObject({ [SIGNATURE_KEY]: ASSET, text: "hello\n" });
});

test("a resource that is passed whole is a reference", () => {
  const { whole, component } = resource("resource-references", "uses").inputs as Record<string, any>;
  const group = urn("resource-references", "test:index:Group");
  expect([whole.urn, component.urn]).toEqual([`${group}$thing:index:Thing::group-thing`, `${group}::group`]);
});

test("a remote component is one opaque node whose outputs are all unknown, also those named like an input", () => {
  expect(resource("remote-component", "inside").inputs).toEqual({ vpcId: UNKNOWN, cidrBlock: UNKNOWN });
  const vpc = previewOf("remote-component").resources.find(({ name }) => name === "vpc");
  expect({ opaque: vpc?.opaque, custom: vpc?.custom }).toEqual({ opaque: true, custom: false });
});

test("a parameterized package has a provider under its own name that tells of the plugin behind it", () => {
  const parameterization = Buffer.from('{"remote":"hashicorp/hashicups"}').toString("base64");
  const internal = { name: "terraform-provider", version: "0.9.0", parameterization };
  expect(resource("packages", "hashicups::default_0_3_1").inputs).toEqual({ version: "0.3.1", __internal: internal });
  expect(resource("packages", "hashicups::explicit").inputs).toMatchObject({ __internal: internal });
});

test("configuration comes from the project, the stack's file and the command line, and keeps its types", () => {
  expect(stackOutputs("config")).toMatchObject({
    instances: 3,
    greeting: "Hello",
    other: "other",
    zones: ["a", "b"],
    exact: "007",
    names: ["config", "dev", "organization", true],
    program: ["program-with-arguments", "config/src"],
  });
});

test("what the command line sets wins over every file", async () => {
  const given = await previewProgram("config", {
    config: { instances: "9", given: "yes" },
    secrets: { exact: "canary" },
  });
  expect(given.failure).toBeUndefined();
  const outputs = given.resources.find(({ urn }) => urn === given.rootUrn)?.outputs;
  expect(outputs).toMatchObject({ instances: 9, given: "yes" });
  expect(JSON.stringify(given.checkpoint)).not.toContain("canary");
});

test("unknown values stay exactly where they are, and what depends on them does not run", () => {
  expect(resource("unknowns", "uses").inputs).toMatchObject({
    inList: ["a", UNKNOWN, "c"],
    inObject: { b: { c: UNKNOWN } },
    interpolated: UNKNOWN,
    known: "yes!",
    count: UNKNOWN,
  });
  expect(stackOutputs("unknowns")).toEqual({ list: UNKNOWN, half: ["yes", UNKNOWN], calls: 0 });
});

test("nobody can ask a provider whose configuration is unknown, so every output of its resources is unknown", () => {
  expect(stackOutputs("unknown-provider-config")).toEqual({ name: UNKNOWN, data: UNKNOWN, labels: UNKNOWN });
});

test("outputs of the stack keep their shape", () => {
  const outputs = stackOutputs("stack-outputs") as Record<string, any>;
  expect(outputs.nested).toEqual({ list: [1, [2, { three: 3 }]], promised: "kept", output: { a: [true] } });
  expect(Object.keys(outputs).sort()).toEqual(["asset", "group", "nested", "nothing", "resource", "size", "when"]);
});

test("an ECMAScript module may be made one by a package.json in a folder above", () => {
  expect(stackOutputs("esm-below")).toEqual({ program: "src/program.ts" });
});

test("two runs give equal bytes, whatever the order in which the program declares its resources", async () => {
  const runs = [await previewProgram("timings"), await previewProgram("timings")];
  const [first, second] = runs.map(({ checkpoint }) => JSON.stringify(checkpoint));
  expect(runs.map(({ resources }) => resources.length)).toEqual([25, 25]);
  expect(second).toBe(first);
});
