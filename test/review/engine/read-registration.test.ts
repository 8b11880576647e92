import { describe, expect, it } from "@jest/globals";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { SourcePosition, StackTrace } from "@pulumi/pulumi/proto/source_pb";
import { EngineError } from "../../../review/engine/engine-error";
import { readRegistration } from "../../../review/engine/read-registration";
import { toStruct, toValueMessage } from "../../../review/engine/structs";
import { OUTPUT, SIGNATURE_KEY } from "../../../review/engine/values";

const urn = (name: string) => `urn:pulumi:dev::shop::a:b:C::${name}`;
const read = (request: RegisterResourceRequest) => readRegistration(Buffer.from(request.serializeBinary()));

/** A request that says everything that it can say. */
function whole(): RegisterResourceRequest {
  const request = new RegisterResourceRequest();
  request.setType("a:b:C").setName("größe").setParent(urn("parent")).setCustom(true).setRemote(true);
  const output = { [SIGNATURE_KEY]: OUTPUT, value: 1, dependencies: [urn("y"), urn("b")] };
  request.setObject(toStruct({ size: 1.5, deep: [{ output }], "": null }));
  request
    .setProtect(false)
    .setDependenciesList([urn("b"), urn("a")])
    .setProvider(`${urn("provider")}::id`);
  request.getPropertydependenciesMap().set("size", new RegisterResourceRequest.PropertyDependencies().setUrnsList([]));
  request
    .getPropertydependenciesMap()
    .set("deep", new RegisterResourceRequest.PropertyDependencies().setUrnsList([urn("z"), urn("b")]));
  request.setDeletebeforereplace(true).setDeletebeforereplacedefined(true).setVersion("1.2.3");
  request.setIgnorechangesList(["tags", "size"]).setAcceptsecrets(true).setAdditionalsecretoutputsList(["token"]);
  request
    .setAliasurnsList([urn("old")])
    .setImportid("i-1")
    .setSupportspartialvalues(true)
    .setAcceptresources(true);
  request.setCustomtimeouts(
    new RegisterResourceRequest.CustomTimeouts().setCreate("1h").setUpdate("2m").setDelete("3s"),
  );
  request.getProvidersMap().set("aws", "reference").set("", "");
  request.setReplaceonchangesList(["size"]).setPlugindownloadurl("https://x").setRetainondelete(true);
  request.setAliasesList([
    new Alias().setUrn(urn("older")),
    new Alias().setSpec(new Alias.Spec().setName("n").setType("t").setStack("s").setProject("p").setNoparent(true)),
  ]);
  request
    .setDeletedwith(urn("cluster"))
    .setReplaceWithList([urn("twin")])
    .setAliasspecs(true);
  request
    .setReplacementTrigger(toValueMessage({ v: [1] }))
    .setHidediffsList(["body"])
    .setPackageref("ref");
  request.setSourceposition(new SourcePosition().setUri("file:///app/in%20dex.ts").setLine(300).setColumn(7));
  request.setStacktrace(new StackTrace()).setSupportsresultreporting(true);
  request.setTransformsList([new Callback().setTarget("127.0.0.1:1").setToken("t1")]);
  request.setHooks(new RegisterResourceRequest.ResourceHooksBinding().setBeforeCreateList(["h"]).setOnErrorList(["e"]));
  request.getPluginchecksumsMap().set("linux", new Uint8Array([1, 2]));
  request.getEnvvarmappingsMap().set("TO", "FROM");
  return request;
}

describe("readRegistration", () => {
  it("reads everything that a program can say", () => {
    const { options, ...rest } = read(whole());
    expect(rest).toEqual({
      ...{ type: "a:b:C", name: "größe", parent: urn("parent"), custom: true, remote: true, packageRef: "ref" },
      inputs: {
        ...{ "": null, size: 1.5 },
        deep: [{ output: { [SIGNATURE_KEY]: OUTPUT, value: 1, dependencies: [urn("y"), urn("b")] } }],
      },
      propertyDependencies: { "": [], size: [], deep: [urn("b"), urn("y"), urn("z")] },
      transforms: [{ target: "127.0.0.1:1", token: "t1" }],
      environmentMappings: { TO: "FROM" },
      source: { file: "/app/in dex.ts", line: 300, column: 7 },
    });
    expect(options).toEqual({
      ...{
        dependsOn: [urn("b"), urn("a")],
        protect: false,
        ignoreChanges: ["tags", "size"],
        replaceOnChanges: ["size"],
      },
      ...{ replacementTrigger: { v: [1] }, version: "1.2.3", provider: `${urn("provider")}::id` },
      aliases: [
        ...[{ urn: urn("old") }, { urn: urn("older") }],
        { name: "n", type: "t", stack: "s", project: "p", parent: "", noParent: true },
      ],
      providers: { aws: "reference", "": "" },
      customTimeouts: { create: "1h", update: "2m", delete: "3s" },
      ...{ pluginDownloadUrl: "https://x", retainOnDelete: true, deletedWith: urn("cluster") },
      ...{ replaceWith: [urn("twin")], deleteBeforeReplace: true, additionalSecretOutputs: ["token"] },
      ...{ hideDiff: ["body"], importId: "i-1", hooks: { BeforeCreate: ["h"], OnError: ["e"] } },
    });
  });

  it("takes what is not said as not said", () => {
    const { options, ...rest } = read(new RegisterResourceRequest());
    expect(rest).toMatchObject({ type: "", custom: false, inputs: {}, propertyDependencies: {}, source: undefined });
    const { protect, retainOnDelete, deleteBeforeReplace, replacementTrigger } = options;
    const unsaid = { protect, retainOnDelete, deleteBeforeReplace, replacementTrigger };
    expect(Object.values(unsaid)).toEqual([undefined, undefined, undefined, undefined]);
    expect(options.customTimeouts).toEqual({ create: "", update: "", delete: "" });
  });

  it("tells a deletion before replacement that is ruled out from one that nobody spoke of", () => {
    const request = new RegisterResourceRequest().setDeletebeforereplacedefined(true);
    expect(read(request).options.deleteBeforeReplace).toBe(false);
    expect(read(new RegisterResourceRequest().setDeletebeforereplace(true)).options.deleteBeforeReplace).toBe(true);
  });

  it("lets each property depend on everything when an old SDK names none, unless the component is remote", () => {
    const request = new RegisterResourceRequest().setObject(toStruct({ a: 1 })).setDependenciesList([urn("x")]);
    expect(read(request).propertyDependencies).toEqual({ a: [urn("x")] });
    expect(read(request.setRemote(true)).propertyDependencies).toEqual({ a: [] });
  });

  it("turns around what Node.js SDKs that are older say of an alias without parent", () => {
    const aliases = [
      new Alias().setSpec(new Alias.Spec().setName("n")),
      new Alias().setSpec(new Alias.Spec().setNoparent(true)),
    ];
    const request = new RegisterResourceRequest().setAliasesList(aliases);
    expect(read(request).options.aliases).toMatchObject([{ noParent: true }, { noParent: false }]);
  });

  it("has no position for what is no file", () => {
    const position = new SourcePosition().setUri("project:///index.ts").setLine(1);
    expect(read(new RegisterResourceRequest().setSourceposition(position)).source).toBeUndefined();
  });

  it.each([
    ["parent", new RegisterResourceRequest().setParent("nobody")],
    ["dependency", new RegisterResourceRequest().setDependenciesList(["nobody"])],
  ])("refuses a %s that is no URN", (role, request) => {
    expect(() => read(request)).toThrow(new EngineError(`invalid ${role} URN: nobody`, 3));
  });

  it("refuses bytes that are no request", () => {
    const bytes = Buffer.from(whole().serializeBinary());
    expect(() => readRegistration(bytes.subarray(0, -1))).toThrow("A message is cut off");
    expect(() => readRegistration(Buffer.from([0x08, 1]))).toThrow("in a wrong place"); // a number where the type must be
    expect(() => readRegistration(Buffer.from([0x22, 1, 65]))).toThrow("something else"); // a text where a flag must be
  });
});
