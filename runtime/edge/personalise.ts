import { countryOf, type EdgeEvent, type EdgeRequest } from "./request";
import { bucketOf, segmentOf } from "./segment";
import { forCountry } from "./store";

/** What is shown to whom nothing is known of, and while the key-value store does not answer. */
const NOBODY = "default";

/**
 * Viewer request for personalised answers: says in `x-segment`, which is part of the cache key, to which segment of the
 * country's audience the viewer belongs. What the viewer says there is overwritten, so nobody chooses a segment or fills the cache.
 */
export async function handler(event: EdgeEvent): Promise<EdgeRequest> {
  const request = event.request;
  request.headers["x-segment"] = { value: await segmentFor(request) };
  return request;
}

async function segmentFor(request: EdgeRequest): Promise<string> {
  const viewer = request.cookies.viewer;
  if (!viewer || viewer.value === "") return NOBODY;
  const country = countryOf(request);
  try {
    return segmentOf(await forCountry("segments", country), bucketOf(viewer.value));
  } catch (error) {
    console.log(`segments:${country} not read: ${error}`);
    return NOBODY; // what everybody sees is better than nothing
  }
}
