import { measuredMbps } from "./cmcd";
import { DEFAULT_LADDER, type Ladder, MOST_HEIGHT, selectQuality } from "./quality";
import { countryOf, type EdgeEvent, type EdgeRequest } from "./request";
import { forCountry } from "./store";

const MASTER = "/master.m3u8";

/**
 * Viewer request for a multivariant playlist: asks for the one that names the viewer's height first (`master-1080.m3u8`), where
 * a player starts. All of them hold all variants, so the player still climbs and falls as it measures.
 */
export async function handler(event: EdgeEvent): Promise<EdgeRequest> {
  const request = event.request;
  const cut = request.uri.length - MASTER.length;
  if (cut < 0 || request.uri.indexOf(MASTER, cut) !== cut) return request;
  const ladder = await ladderOf(countryOf(request));
  const measured = measuredMbps(request);
  const height = selectQuality(ladder, measured === null ? 0 : measured, mostHeightOf(request)); // not measured yet: start low
  request.uri = `${request.uri.substring(0, cut)}/master-${height}.m3u8`;
  return request;
}

async function ladderOf(country: string): Promise<Ladder> {
  try {
    return await forCountry("quality", country);
  } catch (error) {
    console.log(`quality:${country} not read: ${error}`);
    return DEFAULT_LADDER; // a picture that starts too low is better than none
  }
}

/** Most lines that screen and plan allow, from the query: `height=1080`. */
function mostHeightOf(request: EdgeRequest): number {
  const said = request.querystring.height;
  return said && /^\d{1,5}$/.test(said.value) ? Number(said.value) : MOST_HEIGHT;
}
