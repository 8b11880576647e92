import { afterEach, expect, test } from "@jest/globals";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ProviderCall } from "../../../../review/engine/providers/options";
import { ARCHIVE, ASSET, makeSecret, OUTPUT, RESOURCE, SIGNATURE_KEY, UNKNOWN } from "../../../../review/engine/values";
import { ask, askBytes, closeAll, connect, connectTo, struct } from "./provider-client";

afterEach(closeAll);

const URN = "urn:pulumi:prod::p95::p95:network:Network$other:index:Thing::thing";
const EVERY_KIND = {
  text: "a",
  number: 1.5,
  yes: true,
  nothing: null,
  list: [1, "b", UNKNOWN],
  later: UNKNOWN,
  secret: makeSecret({ password: "canary", later: UNKNOWN }),
  asset: { [SIGNATURE_KEY]: ASSET, text: "content", hash: "1" },
  archive: { [SIGNATURE_KEY]: ARCHIVE, assets: { a: { [SIGNATURE_KEY]: ASSET, path: "./a", hash: "2" } } },
  resource: { [SIGNATURE_KEY]: RESOURCE, urn: URN, id: "" },
  output: { [SIGNATURE_KEY]: OUTPUT, secret: true, dependencies: [URN] },
};

test("a handshake says that secrets and resources are understood and output values are not wanted", async () => {
  const response = await ask<messages.ProviderHandshakeResponse>(
    await connect(),
    "handshake",
    new messages.ProviderHandshakeRequest().setEngineAddress("127.0.0.1:1"),
  );
  expect(response.toObject()).toEqual({
    acceptSecrets: true,
    acceptResources: true,
    acceptOutputs: false,
    supportsAutonamingConfiguration: false,
  });
});

test("configuring says the same as the handshake, and that previews are supported", async () => {
  const response = await ask<messages.ConfigureResponse>(await connect(), "configure", new messages.ConfigureRequest());
  expect(response.toObject()).toEqual({
    acceptsecrets: true,
    supportspreview: true,
    acceptresources: true,
    acceptoutputs: false,
    supportsAutonamingConfiguration: false,
  });
});

test("attaching and cancelling succeed", async () => {
  const connection = await connect();
  expect(await ask(connection, "attach", new PluginAttach().setAddress("127.0.0.1:1"))).toBeInstanceOf(Empty);
  expect(await ask(connection, "cancel", new Empty())).toBeInstanceOf(Empty);
});

test("the plugin is newer than any SDK asks for, so that the engine does not warn", async () => {
  const info = await ask<{ getVersion(): string }>(await connect(), "getPluginInfo", new Empty());
  expect(info.getVersion()).toBe("9999.0.0+simulated");
});

test("there is no schema, and the error says so", async () => {
  await expect(ask(await connect(), "getSchema", new messages.GetSchemaRequest())).rejects.toMatchObject({
    code: 12,
    details: "Simulated providers do not implement GetSchema",
  });
});

test("a provider is parameterized by the value in its SDK", async () => {
  const value = new messages.ParameterizeRequest.ParametersValue().setName("hashicups").setVersion("1.2.3");
  const response = await ask<messages.ParameterizeResponse>(
    await connect(),
    "parameterize",
    new messages.ParameterizeRequest().setValue(value),
  );
  expect(response.toObject()).toEqual({ name: "hashicups", version: "1.2.3" });
});

test("the configuration of a provider is accepted as it is", async () => {
  const request = new messages.CheckRequest().setNews(struct({ region: "us-east-1", later: UNKNOWN }));
  const response = await ask<messages.CheckResponse>(await connect(), "checkConfig", request);
  expect(response.getInputs()?.toJavaScript()).toEqual({ region: "us-east-1", later: UNKNOWN });
  expect(response.getFailuresList()).toEqual([]);
});

test("a changed configuration is a difference that replaces nothing", async () => {
  const request = new messages.DiffRequest()
    .setUrn(URN)
    .setOldInputs(struct({ region: "us-east-1" }))
    .setNews(struct({ region: "us-west-2" }));
  const response = await ask<messages.DiffResponse>(await connect(), "diffConfig", request);
  expect(response.toObject()).toMatchObject({ changes: 2, diffsList: ["region"], replacesList: [] });
});

test("a check returns inputs of every kind byte for byte", async () => {
  const inputs = struct(EVERY_KIND);
  const request = new messages.CheckRequest()
    .setUrn(URN)
    .setOlds(struct({ old: 1 }))
    .setNews(inputs)
    .setRandomseed("seed");
  const response = await askBytes(await connect(), "Check", request.serializeBinary());
  expect(response).toEqual(Buffer.from(new messages.CheckResponse().setInputs(inputs).serializeBinary()));
});

test("a previewed creation returns inputs of every kind byte for byte, and no id", async () => {
  const inputs = struct(EVERY_KIND);
  const request = new messages.CreateRequest().setUrn(URN).setProperties(inputs).setTimeout(60).setPreview(true);
  const response = await askBytes(await connect(), "Create", request.serializeBinary());
  expect(response).toEqual(Buffer.from(new messages.CreateResponse().setProperties(inputs).serializeBinary()));
});

test("inputs larger than gRPC's usual 4 MB pass", async () => {
  const inputs = struct({ text: "x".repeat(5_000_000) });
  const request = new messages.CreateRequest().setUrn(URN).setProperties(inputs).setPreview(true);
  const response = await askBytes(await connectWithLargeMessages(), "Create", request.serializeBinary());
  expect(response.length).toBe(inputs.serializeBinary().length + 5);
});

test("a read returns id, state and inputs byte for byte", async () => {
  const request = new messages.ReadRequest()
    .setId("thing-1")
    .setUrn(URN)
    .setProperties(struct(EVERY_KIND))
    .setInputs(struct({ a: 1 }));
  const expected = new messages.ReadResponse()
    .setId("thing-1")
    .setProperties(struct(EVERY_KIND))
    .setInputs(struct({ a: 1 }));
  const response = await askBytes(await connect(), "Read", request.serializeBinary());
  expect(response).toEqual(Buffer.from(expected.serializeBinary()));
});

test("a difference names each changed path, and a replacement where the caller says so", async () => {
  const connection = await connect({
    forcesReplacement: (type, path) => type === "other:index:Thing" && path === "zone",
  });
  const request = new messages.DiffRequest()
    .setUrn(URN)
    .setId("1")
    .setOlds(struct({ zone: "a", tags: { x: "1", y: "2" }, arn: "computed" }))
    .setOldInputs(struct({ zone: "a", tags: { x: "1", y: "2" } }))
    .setNews(struct({ zone: "b", tags: { x: "3", z: "4" } }));
  const response = await ask<messages.DiffResponse>(connection, "diff", request);
  expect(response.toObject()).toEqual({
    changes: messages.DiffResponse.DiffChanges.DIFF_SOME,
    deletebeforereplace: false,
    detaileddiffMap: [
      ["tags.x", { kind: messages.PropertyDiff.Kind.UPDATE, inputdiff: true }],
      ["tags.y", { kind: messages.PropertyDiff.Kind.DELETE, inputdiff: true }],
      ["tags.z", { kind: messages.PropertyDiff.Kind.ADD, inputdiff: true }],
      ["zone", { kind: messages.PropertyDiff.Kind.UPDATE_REPLACE, inputdiff: true }],
    ],
    diffsList: ["tags", "zone"],
    hasdetaileddiff: true,
    replacesList: ["zone"],
    stablesList: [],
  });
});

test("equal inputs are no difference, also when the engine sends outputs only", async () => {
  const request = new messages.DiffRequest()
    .setUrn(URN)
    .setOlds(struct({ a: 1, id: "x" }))
    .setNews(struct({ a: 1 }));
  const response = await ask<messages.DiffResponse>(await connect(), "diff", request);
  expect(response.toObject()).toMatchObject({ changes: messages.DiffResponse.DiffChanges.DIFF_NONE, diffsList: [] });
});

test("an update keeps what the cloud computed and drops inputs that are gone", async () => {
  const request = new messages.UpdateRequest()
    .setUrn(URN)
    .setOlds(struct({ a: 1, gone: 2, arn: "computed" }))
    .setOldInputs(struct({ a: 1, gone: 2 }))
    .setNews(struct({ a: makeSecret(3) }));
  const response = await ask<messages.UpdateResponse>(await connect(), "update", request);
  expect(response.getProperties()?.toJavaScript()).toEqual({ arn: "computed", a: makeSecret(3) });
});

test("a deletion succeeds", async () => {
  const request = new messages.DeleteRequest().setId("1").setUrn(URN).setProperties(struct({}));
  expect(await ask(await connect(), "delete", request)).toBeInstanceOf(Empty);
});

test("a hook sees each call with its subject before it is handled, and may wait", async () => {
  const seen: ProviderCall[] = [];
  const connection = await connect({
    onCall: async (call) => {
      await new Promise(setImmediate);
      seen.push(call);
    },
  });
  await ask(connection, "check", new messages.CheckRequest().setUrn(URN).setNews(struct({})));
  await ask(connection, "create", new messages.CreateRequest().setUrn(URN).setProperties(struct({})).setPreview(true));
  await ask(connection, "delete", new messages.DeleteRequest().setUrn(URN));
  await ask(connection, "invoke", new messages.InvokeRequest().setTok("a:b:c").setPreview(true));
  expect(seen).toEqual([
    { method: "Check", urn: URN },
    { method: "Create", urn: URN, preview: true },
    { method: "Delete", urn: URN },
    { method: "Invoke", token: "a:b:c", preview: true },
  ]);
});

test("what a hook throws is the provider's error", async () => {
  const connection = await connect({
    onCall: ({ method }) => {
      if (method === "Create") throw Object.assign(new Error("rate exceeded"), { code: 8 });
      throw new Error("out of order");
    },
  });
  const create = new messages.CreateRequest().setUrn(URN);
  await expect(ask(connection, "create", create)).rejects.toMatchObject({ code: 8, details: "rate exceeded" });
  const remove = new messages.DeleteRequest().setUrn(URN);
  await expect(ask(connection, "delete", remove)).rejects.toMatchObject({ code: 2, details: "out of order" });
});

test("somebody else may answer in place of the simulation, after having asked it or not", async () => {
  const seen: ProviderCall[] = [];
  const connection = await connect({
    around: (call, { request, simulate }) => {
      seen.push(call);
      if (call.method !== "Create") return simulate();
      const id = messages.CreateRequest.deserializeBinary(request as Buffer).getName();
      return Buffer.from(new messages.CreateResponse().setId(id).serializeBinary());
    },
  });
  const create = new messages.CreateRequest()
    .setUrn(URN)
    .setName("elsewhere")
    .setProperties(struct({ a: 1 }));
  const created = await ask<messages.CreateResponse>(connection, "create", create);
  expect(created.toObject()).toMatchObject({ id: "elsewhere", properties: undefined });
  const read = new messages.ReadRequest()
    .setUrn(URN)
    .setId("1")
    .setProperties(struct({ a: 1 }));
  expect((await ask<messages.ReadResponse>(connection, "read", read)).getId()).toBe("1");
  expect(seen).toEqual([
    { method: "Create", urn: URN, preview: false },
    { method: "Read", urn: URN },
  ]);
});

async function connectWithLargeMessages() {
  const { address } = await connect();
  return connectTo(address, { "grpc.max_receive_message_length": -1 });
}
