import { describe, expect, it } from "@jest/globals";
import { runAtEdge, type Store, viewerRequest } from "./edge-runtime";

const ENTRY = "runtime/edge/personalise.ts";
const store = {
  "segments:*": [{ name: "everybody", percent: 100 }],
  "segments:IN": [
    { name: "early", percent: 1 },
    { name: "late", percent: 99 },
  ],
};
const viewer = { viewer: { value: "a" } }; // bucket 20
const from = (country: string) => ({ "cloudfront-viewer-country": { value: country } });

async function segment(
  headers: Record<string, { value: string }>,
  cookies: Record<string, { value: string }>,
  of: Store = store,
) {
  const ran = await runAtEdge(ENTRY, viewerRequest("/api/personal/rows", { headers, cookies }), of);
  return { segment: ran.request.headers["x-segment"]!.value, logged: ran.logged, read: ran.read };
}

describe("personalise", () => {
  it("says the segment of the viewer's country, and changes nothing else", async () => {
    const request = viewerRequest("/api/personal/rows", { headers: from("IN"), cookies: viewer });
    const ran = await runAtEdge(ENTRY, request, store);
    expect(ran.request).toEqual({ ...request, headers: { ...from("IN"), "x-segment": { value: "late" } } });
    expect(ran.read).toEqual(["segments:IN", "segments:IN"]);
  });

  it.each([
    ["a country without shares of its own", from("FR")],
    ["nowhere that CloudFront knows", {}],
    ["a country that is none", from("in:x")],
  ])("takes everybody's shares for %s", async (_, headers) => {
    expect(await segment(headers, viewer)).toMatchObject({ segment: "everybody" });
  });

  it("asks the store nothing about a viewer whom nobody knows", async () => {
    expect(await segment(from("IN"), {})).toEqual({ segment: "default", logged: [], read: [] });
    expect(await segment(from("IN"), { viewer: { value: "" } })).toEqual({ segment: "default", logged: [], read: [] });
  });

  it("lets nobody choose a segment", async () => {
    const chosen = { ...from("IN"), "x-segment": { value: "early" } };
    expect(await segment(chosen, viewer)).toMatchObject({ segment: "late" });
    expect(await segment(chosen, {})).toMatchObject({ segment: "default" });
  });

  it.each([
    ["does not answer", new Error("busy"), "segments:IN not read: Error: busy"],
    ["has no shares", {}, "segments:IN not read: Error: no json at segments:*"],
    ["has shares that do not add up", { "segments:*": [] }, "segments:IN not read: Error: no segment has bucket 20"],
  ])("serves what everybody sees while the store %s, and says so", async (_, of: Store, logged) => {
    expect(await segment(from("IN"), viewer, of)).toMatchObject({ segment: "default", logged: [logged] });
  });
});
