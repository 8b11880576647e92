import { describe, expect, it } from "@jest/globals";
import type { ContentPart } from "../../../../components/messaging/content-events";
import { staleAfter } from "../../../../runtime/lambda/invalidation/stale";
import { message, updated } from "./content-messages";

const eventOf = ({ body }: { body: string }) => JSON.parse(body);

describe("staleAfter", () => {
  it.each<[ContentPart, readonly string[], readonly string[], readonly string[]]>([
    ["artwork", [], ["#title:42:artwork"], ["/titles/42/artwork/*"]],
    ["manifest", [], ["#title:42:manifest"], ["/titles/42/manifest/*"]],
    ["metadata", ["#title:42", "#catalog"], [], []],
    ["rights", ["#title:42", "#catalog"], ["#title:42"], ["/titles/42/*"]],
    [
      "subtitles",
      [],
      ["#title:42:manifest", "#title:42:subtitles"],
      ["/titles/42/manifest/*", "/titles/42/subtitles/*"],
    ],
    ["trailer" as ContentPart, ["#title:42", "#catalog"], ["#title:42"], ["/titles/42/*"]],
  ])("knows what new %s make stale, by tag and by path", (part, app, tags, paths) => {
    expect(staleAfter(eventOf(updated("e", "42", part)), "tags")).toEqual({ app, media: tags });
    expect(staleAfter(eventOf(updated("e", "42", part)), "paths")).toEqual({ app, media: paths });
  });

  it("knows what all parts of an event make stale", () => {
    expect(staleAfter(eventOf(updated("e", "42", "artwork", "metadata")), "paths")).toEqual({
      app: ["#title:42", "#catalog"],
      media: ["/titles/42/artwork/*"],
    });
    expect(staleAfter(eventOf(updated("e", "42")), "paths")).toEqual({ app: [], media: [] });
  });

  it("shows a published title in rows and rankings, and leaves media that nobody could have asked for", () => {
    const event = eventOf(message("e", "ContentPublished", { titleId: "42", publishedAt: "2026-11-20T08:00:00Z" }));
    expect(staleAfter(event, "paths")).toEqual({ app: ["#title:42", "#catalog"], media: [] });
  });

  it.each(["", "*", "4 2", "../7", "4,2", "4#2", "x".repeat(65), 42, null])("refuses the ID %p", (titleId) => {
    expect(() => staleAfter(eventOf(updated("e", titleId as string, "rights")), "paths")).toThrow(
      `titleId must be 1 to 64 letters, digits, _ or -, got ${JSON.stringify(titleId)}`,
    );
  });

  it("takes an ID of 64 characters", () => {
    const titleId = "aZ0_-".padEnd(64, "9");
    expect(staleAfter(eventOf(updated("e", titleId, "rights")), "paths").media).toEqual([`/titles/${titleId}/*`]);
  });

  it("refuses an event that no cache can be stale of, and parts that are no list", () => {
    const event = eventOf(updated("e", "42", "artwork"));
    expect(() => staleAfter({ ...event, "detail-type": "ContentReleaseScheduled" }, "tags")).toThrow(
      "detail-type must be ContentPublished or ContentUpdated, got ContentReleaseScheduled",
    );
    expect(() => staleAfter({ ...event, detail: { titleId: "42", parts: "artwork" } }, "tags")).toThrow(
      'parts must be a list, got "artwork"',
    );
  });
});
