import { describe, expect, it } from "@jest/globals";
import type { SQSRecord } from "aws-lambda";
import { invalidateStale, type World } from "../../../../runtime/lambda/invalidation/invalidate";
import { message, rawMessage, updated } from "./content-messages";

interface Call {
  readonly distributionId: string;
  readonly items: readonly string[];
  readonly reference: string;
}

/** CloudFront that answers call after call with `answers`: an error's name, or nothing for yes; then always yes. */
function cloudfront(answers: readonly (string | undefined)[] = [], of: Partial<World> = {}) {
  const calls: Call[] = [];
  const pauses: number[] = [];
  const logged: Readonly<Record<string, unknown>>[] = [];
  const world: World = {
    invalidate: async (distributionId, items, reference) => {
      const error = answers[calls.length];
      calls.push({ distributionId, items, reference });
      if (error !== undefined) throw Object.assign(new Error(`CloudFront says ${error}`), { name: error });
    },
    distributionIds: { app: "APP", media: "MEDIA" },
    media: "paths",
    wait: async (millis) => void pauses.push(millis),
    remainingMillis: () => 60_000,
    log: (entry) => void logged.push(entry),
    ...of,
  };
  const run = async (...records: SQSRecord[]) =>
    (await invalidateStale(records, world)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { run, calls, pauses, logged };
}

const asked = (calls: readonly Call[]) => calls.map(({ distributionId, items }) => [distributionId, ...items]);

describe("invalidateStale", () => {
  it("asks each distribution once for what a whole batch made stale", async () => {
    const { run, calls } = cloudfront();
    const failed = await run(
      updated("1", "42", "metadata", "artwork"),
      message("2", "ContentPublished", { titleId: "7", publishedAt: "2026-11-20T08:00:00Z" }),
      updated("3", "42", "artwork"),
    );
    expect(failed).toEqual([]);
    expect(asked(calls)).toEqual([
      ["APP", "#catalog", "#title:42", "#title:7"],
      ["MEDIA", "/titles/42/artwork/*"],
    ]);
  });

  it("names the same batch the same, in whatever order it comes again, and another batch otherwise", async () => {
    const { run, calls } = cloudfront();
    const [one, two] = [updated("1", "42", "artwork"), updated("2", "7", "artwork")];
    await run(one!, two!);
    await run(two!, one!);
    await run(updated("3", "42", "artwork"), two!);
    await run(one!);
    expect(calls[1]!.items).toEqual(calls[0]!.items); // CloudFront refuses other content under a known name
    const [first, again, ...others] = calls.map(({ reference }) => reference);
    expect(again).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
    expect(first).toMatch(/^[0-9a-f]{64}$/); // CloudFront takes up to 128 characters
  });

  it("brings back only what cannot be read", async () => {
    const { run, calls, logged } = cloudfront();
    const failed = await run(
      rawMessage("broken", "{"),
      rawMessage("null", "null"),
      rawMessage(
        "stranger",
        JSON.stringify({ id: "x", source: "aws.s3", "detail-type": "Object Created", detail: {} }),
      ),
      rawMessage("nameless", JSON.stringify({ source: "streaming.catalog", detail: {} })),
      updated("wide", "*", "rights"),
      updated("fine", "42", "manifest"),
    );
    expect(failed).toEqual(["broken", "null", "stranger", "nameless", "m-wide"]);
    expect(asked(calls)).toEqual([["MEDIA", "/titles/42/manifest/*"]]);
    expect(logged.filter(({ message: what }) => what === "unreadable event").length).toBe(5);
  });

  it("asks again while CloudFront is at its limit, later each time", async () => {
    const full = "TooManyInvalidationsInProgress";
    const { run, calls, pauses } = cloudfront([full, full, full]);
    expect(await run(updated("1", "42", "artwork"))).toEqual([]);
    expect(pauses).toEqual([2_000, 4_000, 8_000]);
    expect(new Set(calls.map(({ reference }) => reference)).size).toBe(1);
  });

  it("gives up after the third pause, and does what is left", async () => {
    const full = "TooManyInvalidationsInProgress";
    const { run, calls, logged } = cloudfront([full, full, full, full]);
    const failed = await run(updated("1", "42", "metadata"), updated("2", "7", "artwork"));
    expect(failed).toEqual(["m-1"]);
    expect(asked(calls).at(-1)).toEqual(["MEDIA", "/titles/7/artwork/*"]);
    expect(logged.map(({ message: what }) => what)).toEqual(["not invalidated", "invalidated"]);
  });

  it.each([
    [7_000, 1],
    [6_999, 0],
  ])("pauses only where the run has time left for it: with %i ms, %i times", async (remaining, count) => {
    const full = "TooManyInvalidationsInProgress";
    const { run, pauses } = cloudfront([full, full], { remainingMillis: () => remaining });
    expect(await run(updated("1", "42", "artwork"))).toEqual(["m-1"]);
    expect(pauses.length).toBe(count);
  });

  it("brings back at once what CloudFront refuses for another reason", async () => {
    const { run, pauses, logged } = cloudfront(["AccessDenied"]);
    expect(await run(updated("1", "42", "metadata"))).toEqual(["m-1"]);
    expect([pauses, logged]).toEqual([
      [],
      [
        {
          message: "not invalidated",
          target: "app",
          items: ["#catalog", "#title:42"],
          error: "AccessDenied: CloudFront says AccessDenied",
        },
      ],
    ]);
  });

  it("brings back a message once of which one part failed, and not those whose request was taken", async () => {
    const titles = Array.from({ length: 6 }, (_, i) => updated(String(i), `t${i}`, "artwork"));
    const { run } = cloudfront([undefined, "ServiceUnavailable"]);
    expect(await run(...titles)).toEqual(["m-5"]);
    const both = cloudfront(["AccessDenied", "AccessDenied"]);
    expect(await both.run(updated("1", "42", "rights"))).toEqual(["m-1"]);
  });

  it("asks nobody about media where there is no distribution for it", async () => {
    const { run, calls } = cloudfront([], { distributionIds: { app: "APP" } });
    expect(await run(updated("1", "42", "rights"), updated("2", "42", "artwork"))).toEqual([]);
    expect(asked(calls)).toEqual([["APP", "#catalog", "#title:42"]]);
  });

  it("does nothing for nothing", async () => {
    const { run, calls } = cloudfront();
    expect([await run(), calls]).toEqual([[], []]);
  });
});
