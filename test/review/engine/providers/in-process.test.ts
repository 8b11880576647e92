import { expect, test } from "@jest/globals";
import { simulatedProviderHost } from "../../../../review/engine/providers/in-process";
import type { ProviderCall } from "../../../../review/engine/providers/options";
import { makeSecret, UNKNOWN } from "../../../../review/engine/values";

const RESOURCE = { urn: "urn:pulumi:s::p::other:index:Thing::x", type: "other:index:Thing", name: "x" };
const SPEC = { packageName: "aws", version: "", config: { region: "eu-west-1" } };

test("inputs are checked and read back as they are", async () => {
  const provider = await simulatedProviderHost().start(SPEC);
  const inputs = { a: makeSecret(UNKNOWN) };
  expect(await provider.check(RESOURCE, inputs)).toEqual({ inputs, failures: [] });
  expect(await provider.read(RESOURCE, "x-1", inputs)).toEqual(inputs);
});

test("functions and methods are answered for the provider's region, otherwise unknown", async () => {
  const provider = await simulatedProviderHost().start(SPEC);
  const region = await provider.invoke("aws:index/getRegion:getRegion", {});
  expect(region).toMatchObject({ result: { region: "eu-west-1" }, failures: [] });
  expect(await provider.call("other:index:Thing/getIt", {})).toEqual({ result: { id: UNKNOWN }, failures: [] });
});

test("a hook sees each call and may refuse it", async () => {
  const seen: ProviderCall[] = [];
  const host = simulatedProviderHost({
    onCall: (call) => {
      seen.push(call);
      if (call.method === "Read") throw new Error("throttled");
    },
  });
  const provider = await host.start(SPEC);
  await provider.check(RESOURCE, {});
  await provider.previewCreate(RESOURCE, {});
  await expect(provider.read(RESOURCE, "1", {})).rejects.toThrow("throttled");
  await provider.invoke("a:b:c", {});
  await host.close();
  expect(seen).toEqual([
    { method: "Configure" },
    { method: "Check", urn: RESOURCE.urn },
    { method: "Create", urn: RESOURCE.urn, preview: true },
    { method: "Read", urn: RESOURCE.urn },
    { method: "Invoke", token: "a:b:c", preview: true },
  ]);
});
