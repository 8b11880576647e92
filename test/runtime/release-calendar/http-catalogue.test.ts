import { afterEach, describe, expect, it } from "@jest/globals";
import { HttpCatalogue } from "../../../runtime/release-calendar/http-catalogue";
import { LoopbackServer } from "../../support/loopback-server";
import { detail, release } from "./releases";

let server: LoopbackServer;
afterEach(() => server.stop());

async function read(body: unknown, status = 200) {
  server = await LoopbackServer.start(() => ({ status, body }));
  return new HttpCatalogue(`${server.origin}/internal/releases`).releases();
}

describe("HttpCatalogue", () => {
  it("reads releases that are not cancelled, and of when they are", async () => {
    const releases = [detail(), detail({ titleId: "43", cancelled: true })];
    expect(await read({ asOf: "2026-11-20T06:00:00.123Z", releases })).toEqual({
      asOfMillis: Date.parse("2026-11-20T06:00:00Z"),
      releases: [release()],
    });
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /internal/releases"]);
  });

  it.each<[string, unknown, number, string]>([
    ["that fails", {}, 500, "The catalogue answered 500"],
    ["without releases", { asOf: "2026-11-20T06:00:00Z" }, 200, "has no releases"],
    ["without a moment", { releases: [] }, 200, "asOf must be UTC"],
    [
      "with a release that cannot be read",
      { asOf: "2026-11-20T06:00:00Z", releases: [{}] },
      200,
      "expectedPeakViewers must be",
    ],
    ["that is null", "null", 200, "has no releases"],
    ["that is no JSON", "<html>", 200, "JSON"],
  ])("refuses an answer %s as a whole: what is missing counts as cancelled", async (_, body, status, reason) => {
    await expect(read(body, status)).rejects.toThrow(reason);
  });
});
