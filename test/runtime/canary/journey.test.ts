import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type JourneyStep, report, walk } from "../../../runtime/canary/journey";
import { type Site, startSite } from "./site";

const step: JourneyStep = { name: "page", path: "/", status: 200, maxMillis: 5_000 };

/** A clock that gives these times, one after the other. */
const clock = (...times: number[]) => {
  const left = [...times];
  return () => left.shift()!;
};

describe("walk()", () => {
  let site: Site;
  beforeEach(async () => {
    site = await startSite((request, response) => {
      if (request.url === "/hangs") return;
      if (request.url === "/moved") return void response.writeHead(301, { location: "/" }).end();
      if (request.url === "/broken") return void response.writeHead(503).end("sorry");
      if (request.url === "/stalls") return void response.writeHead(200).write("<ti");
      response.end("<title>p95</title>");
    });
  });
  afterEach(() => site.close());

  const walked = (steps: readonly JourneyStep[], now?: () => number) =>
    walk({ baseUrl: site.baseUrl, from: "eu-west-1", steps }, now);

  it("asks for each step in order, and says who asks and from where", async () => {
    await walked([step, { ...step, name: "titles", path: "/api/catalog/titles?limit=1" }]);
    expect(site.seen).toEqual(["GET / p95-canary/eu-west-1", "GET /api/catalog/titles?limit=1 p95-canary/eu-west-1"]);
  });

  it("finds nothing wrong with the right answer, at the very last moment", async () => {
    const results = await walked([{ ...step, contains: "<title>", maxMillis: 100 + 4_900 }], clock(0, 5_000));
    expect(results).toEqual([{ name: "page", millis: 5_000 }]);
    expect(report(results)).toBe("");
  });

  it.each([
    [{ path: "/broken" }, "answered 503, not 200"],
    [{ path: "/moved" }, "answered 301, not 200"],
    [{ contains: "<h1>" }, 'does not contain "<h1>"'],
    [{ path: "/hangs", maxMillis: 50 }, "no answer within 50 ms"],
    [{ path: "/stalls", maxMillis: 50 }, "no answer within 50 ms"],
  ])("names what is wrong with %p", async (of, problem) => {
    const [found] = await walked([{ ...step, ...of }], clock(0, 1));
    expect(found).toEqual({ name: "page", millis: 1, problem });
  });

  it("takes a redirect for the right answer where it is", async () => {
    expect(await walked([{ ...step, path: "/moved", status: 301 }], clock(0, 1))).toEqual([
      { name: "page", millis: 1 },
    ]);
  });

  it("calls a right answer late that came a millisecond after its time", async () => {
    const [found] = await walked([step], clock(0, 5_001));
    expect(found).toEqual({ name: "page", millis: 5_001, problem: "answered after 5001 ms, not within 5000 ms" });
  });

  it("says when nobody is there, and goes on", async () => {
    await site.close();
    const results = await walked([step, { ...step, name: "again" }], clock(0, 1, 1, 2));
    expect(report(results)).toBe("page: no connection (ECONNREFUSED)\nagain: no connection (ECONNREFUSED)");
  });

  it("reports only the steps that failed", async () => {
    const results = await walked([{ ...step, name: "broken", path: "/broken" }, step], clock(0, 1, 1, 2));
    expect(report(results)).toBe("broken: answered 503, not 200");
  });
});
