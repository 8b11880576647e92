import type { EdgeRequest } from "./request";

/**
 * The throughput that the player measured, as it says by Common Media Client Data: key `mtp`, in the query or in a header.
 * Unit: Mbit/s. Null where it says none, or nothing that can be read.
 * Source: https://cdn.cta.tech/cta/media/media/resources/standards/pdfs/cta-5004-final.pdf
 */
export function measuredMbps(request: EdgeRequest): number | null {
  const query = request.querystring.CMCD;
  const header = request.headers["cmcd-request"];
  const said = query ? decoded(query.value) : header ? header.value : "";
  const found = /(?:^|,)mtp=(\d{1,9})(?:,|$)/.exec(said);
  return found ? Number(found[1]) / 1000 : null;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (_) {
    return ""; // a URIError: a stray percent sign says nothing about speed
  }
}
