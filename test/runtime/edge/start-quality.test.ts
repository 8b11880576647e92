import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LADDER } from "../../../runtime/edge/quality";
import type { EdgeRequest } from "../../../runtime/edge/request";
import { runAtEdge, type Store, viewerRequest } from "./edge-runtime";

const ENTRY = "runtime/edge/start-quality.ts";
const MASTER = "/titles/42/manifest/master.m3u8";
const store = {
  "quality:*": DEFAULT_LADDER,
  "quality:IN": [
    { fromMbps: 0, height: 360 },
    { fromMbps: 8, height: 1080 },
  ],
};

async function asked(more: Partial<EdgeRequest>, of: Store = store, uri = MASTER): Promise<string> {
  return (await runAtEdge(ENTRY, viewerRequest(uri, more), of)).request.uri;
}
const query = (values: Record<string, string>): Partial<EdgeRequest> => ({
  querystring: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value }])),
});

describe("start-quality", () => {
  it.each([
    ["mtp%3D4900", 480],
    ["mtp%3D5000", 720],
    ["br%3D3200%2Cmtp%3D10000", 1080],
    ["mtp%3D25400%2Cbl%3D1000", 2160],
  ])("starts a player that measured %s at %i lines", async (cmcd, height) => {
    expect(await asked(query({ CMCD: cmcd }))).toBe(`/titles/42/manifest/master-${height}.m3u8`);
  });

  it("reads the player's header as well, and the query first", async () => {
    const headers = { "cmcd-request": { value: "bl=21300,mtp=12000" } };
    expect(await asked({ headers })).toContain("master-1080.");
    expect(await asked({ headers, ...query({ CMCD: "mtp%3D5000" }) })).toContain("master-720.");
  });

  it.each([
    ["nothing", {}],
    ["nothing about throughput", query({ CMCD: "br%3D3200%2Cxmtp%3D90000" })],
    ["something that cannot be decoded", query({ CMCD: "mtp%3D25400%" })],
    ["a throughput that is none", query({ CMCD: "mtp%3D-1" })],
  ])("starts low when the player says %s", async (_, more) => {
    expect(await asked(more)).toBe("/titles/42/manifest/master-480.m3u8");
  });

  it("gives no more lines than the player asks for, and all where it asks for none that can be read", async () => {
    const fast = "mtp%3D90000";
    expect(await asked(query({ CMCD: fast, height: "1080" }))).toContain("master-1080.");
    expect(await asked(query({ CMCD: fast, height: "1" }))).toContain("master-480.");
    expect(await asked(query({ CMCD: fast, height: "10e9" }))).toContain("master-2160.");
  });

  it("takes the ladder of the viewer's country", async () => {
    const headers = { "cloudfront-viewer-country": { value: "IN" } };
    expect(await asked({ headers, ...query({ CMCD: "mtp%3D7900" }) })).toContain("master-360.");
    expect(await asked({ headers, ...query({ CMCD: "mtp%3D8000" }) })).toContain("master-1080.");
  });

  it.each(["/titles/42/manifest/video-1080.m3u8", "/titles/42/manifest/master.m3u8.bak", "/xmaster.m3u8", "/a"])(
    "leaves %s alone",
    async (uri) => {
      const ran = await runAtEdge(ENTRY, viewerRequest(uri), store);
      expect([ran.request, ran.read]).toEqual([viewerRequest(uri), []]);
    },
  );

  it("goes by the first rules while the store does not answer, and says so", async () => {
    const ran = await runAtEdge(ENTRY, viewerRequest(MASTER, query({ CMCD: "mtp%3D10000" })), new Error("busy"));
    expect([ran.request.uri, ran.logged]).toEqual([
      "/titles/42/manifest/master-1080.m3u8",
      ["quality:* not read: Error: busy"],
    ]);
  });
});
