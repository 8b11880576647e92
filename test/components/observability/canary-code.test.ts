import { createRequire } from "node:module";
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { canaryCode } from "../../../components/observability/canary-code";
import { JOURNEY_VARIABLE } from "../../../runtime/canary";
import { type Site, startSite } from "../../runtime/canary/site";

/** Loads the bundle as Lambda would: one file, nothing beside it. */
function load(text: string): { handler: () => Promise<string> } {
  const module = { exports: {} as any };
  const builtinsOnly = createRequire("/");
  new Function("module", "exports", "require", text)(module, module.exports, builtinsOnly);
  return module.exports;
}

describe("canaryCode()", () => {
  let site: Site;
  let status = 200;
  const printed = jest.spyOn(console, "log");
  beforeEach(async () => {
    printed.mockReset().mockImplementation(() => undefined);
    site = await startSite((_request, response) => void response.writeHead(status).end("ok"));
    const steps = [{ name: "page", path: "/", status: 200, maxMillis: 5_000 }];
    process.env[JOURNEY_VARIABLE] = JSON.stringify({ baseUrl: site.baseUrl, from: "eu-west-1", steps });
  });
  afterEach(async () => {
    delete process.env[JOURNEY_VARIABLE];
    await site.close();
  });
  afterAll(() => printed.mockRestore());

  it("is one file that walks the journey it is given, and returns when all went well", async () => {
    status = 200;
    expect(await load(canaryCode().text).handler()).toBe("1 steps");
    expect(site.seen).toEqual(["GET / p95-canary/eu-west-1"]);
    const report = JSON.parse(printed.mock.calls[0]![0]);
    expect(report).toEqual({ from: "eu-west-1", results: [{ name: "page", millis: report.results[0].millis }] });
  });

  it("throws what went wrong, which is how Synthetics learns of it", async () => {
    status = 500;
    await expect(load(canaryCode().text).handler()).rejects.toThrow(/^page: answered 500, not 200$/);
  });

  it("throws without a journey, instead of passing for having nothing to do", async () => {
    delete process.env[JOURNEY_VARIABLE];
    await expect(load(canaryCode().text).handler()).rejects.toThrow("JSON");
  });

  it("is the same text every time, named by what it says", () => {
    expect(canaryCode()).toEqual(canaryCode());
    expect(canaryCode().digest).toMatch(/^[0-9a-f]{16}$/);
  });
});
