import { describe, expect, it } from "@jest/globals";
import { clientAssets } from "../../../runtime/client/client-build";
import { type AskedFor, HASHED_PATH, strategyFor } from "../../../runtime/client/routes";

const asked = (path: string, more: Partial<AskedFor> = {}): AskedFor => ({
  method: "GET",
  url: new URL(path, "https://example.com").href,
  mode: "cors",
  cache: "default",
  headers: new Headers(),
  ...more,
});
const strategy = (request: AskedFor) => strategyFor(request, "https://example.com", ["/api/titles/"]);

describe("strategyFor", () => {
  it.each([
    ["/app.0123456789abcdef.js", "asset"],
    ["/fonts/text.0123456789abcdef.woff2", "asset"],
    ["/app.0123456789abcde.js", "network"],
    ["/app.0123456789abcdeg.js", "network"],
    ["/sw.js", "network"],
    ["/api/titles/42", "metadata"],
    ["/api/titles/42?language=de", "metadata"],
    ["/api/titles", "network"],
    ["/api/personal/rows", "network"],
    ["/api/app.0123456789abcdef.js", "network"],
    ["https://video.example.com/app.0123456789abcdef.js", "network"],
    ["https://video.example.com/api/titles/42", "network"],
  ])("answers %s by %s", (path, expected) => {
    expect(strategy(asked(path))).toBe(expected);
  });

  it.each<[string, Partial<AskedFor>]>([
    ["a change", { method: "POST" }],
    ["a signed request", { headers: new Headers({ authorization: "Bearer token" }) }],
    ["a part", { headers: new Headers({ range: "bytes=0-1" }) }],
    ["a request past caches", { cache: "no-store" }],
    ["a request for a newer answer", { cache: "reload" }],
    ["a page", { mode: "navigate" }],
  ])("leaves %s of metadata to the network", (_, more) => {
    expect(strategy(asked("/api/titles/42", more))).toBe("network");
  });

  it("takes pages, whatever they are called, but none of somebody else", () => {
    expect(strategy(asked("/", { mode: "navigate" }))).toBe("navigation");
    expect(strategy(asked("/app.0123456789abcdef.html", { mode: "navigate" }))).toBe("navigation");
    expect(strategy(asked("/", { mode: "navigate", method: "POST" }))).toBe("network");
    expect(strategy(asked("https://example.org/", { mode: "navigate" }))).toBe("network");
  });

  it("knows the names that the build gives", () => {
    const byKind = clientAssets().map(({ key, kind }) => [kind === "hashed", HASHED_PATH.test(`/${key}`)]);
    expect(byKind).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });
});
