import { createHash } from "node:crypto";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { CONTENT_EVENT_SOURCE, type ContentEvent } from "../../../components/messaging/content-events";
import { type Batch, batchesOf, type Wanted } from "./batches";
import { type MediaInvalidation, type Stale, staleAfter } from "./stale";

/** What the handler needs of the world. */
export interface World {
  /** Asks CloudFront; resolves once it has taken the request. The same reference twice is one invalidation. */
  readonly invalidate: (distributionId: string, items: readonly string[], callerReference: string) => Promise<void>;
  /** What a stack without signed video has no distribution for is stale nowhere. */
  readonly distributionIds: { readonly app: string; readonly media?: string | undefined };
  readonly media: MediaInvalidation;
  readonly wait: (millis: number) => Promise<void>;
  /** How long this run may still last. Unit: milliseconds. */
  readonly remainingMillis: () => number;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

/** Pauses before asking again while CloudFront is at its limit. Unit: milliseconds. */
const PAUSES_MILLIS = [2_000, 4_000, 8_000];

/** Kept for the answer after a pause. Unit: milliseconds. */
const RESERVE_MILLIS = 5_000;

/**
 * Invalidates what the messages' events made stale. A message that cannot be read, or whose share CloudFront did not take, is
 * reported as failed and comes again by itself; the others of the batch are done.
 */
export async function invalidateStale(records: readonly SQSRecord[], world: World): Promise<SQSBatchResponse> {
  const failed = new Set<string>();
  const wanted: Record<keyof Stale, Wanted[]> = { app: [], media: [] };
  for (const { messageId, body } of records) {
    try {
      const event = contentEvent(body);
      const stale = staleAfter(event, world.media);
      for (const target of TARGETS) {
        for (const item of stale[target]) wanted[target].push({ item, messageId, eventId: event.id });
      }
    } catch (error) {
      failed.add(messageId); // it becomes a dead letter with an alarm, and is not lost
      world.log({ message: "unreadable event", messageId, error: String(error) });
    }
  }
  for (const target of TARGETS) {
    const distributionId = world.distributionIds[target];
    if (distributionId === undefined) continue;
    for (const batch of batchesOf(wanted[target])) {
      try {
        await ask(distributionId, batch, world);
      } catch (error) {
        for (const messageId of batch.messageIds) failed.add(messageId);
        world.log({ message: "not invalidated", target, items: batch.items, error: String(error) });
      }
    }
  }
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

const TARGETS: readonly (keyof Stale)[] = ["app", "media"];

/** @throws when the body is no event of the catalogue. */
function contentEvent(body: string): ContentEvent {
  const event = JSON.parse(body) as ContentEvent;
  if (event?.source !== CONTENT_EVENT_SOURCE || typeof event.id !== "string" || typeof event.detail !== "object") {
    throw new Error(`not an event of ${CONTENT_EVENT_SOURCE}`);
  }
  return event;
}

async function ask(distributionId: string, { items, eventIds }: Batch, world: World): Promise<void> {
  const callerReference = referenceOf(items, eventIds);
  for (const pause of [...PAUSES_MILLIS, undefined]) {
    try {
      await world.invalidate(distributionId, items, callerReference);
      world.log({ message: "invalidated", distributionId, items });
      return;
    } catch (error) {
      const full = (error as Error).name === "TooManyInvalidationsInProgress";
      if (!full || pause === undefined || world.remainingMillis() < pause + RESERVE_MILLIS) throw error;
      await world.wait(pause);
    }
  }
}

/** The same for the same items asked for by the same events: a batch that comes again is not paid, nor counted, twice. */
function referenceOf(items: readonly string[], eventIds: readonly string[]): string {
  const subject = JSON.stringify([items, [...eventIds].sort()]);
  return createHash("sha256").update(subject).digest("hex");
}
