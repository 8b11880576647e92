import type { CloudFrontFunctionsEvent } from "aws-lambda";

export type EdgeEvent = Pick<CloudFrontFunctionsEvent, "request">;
export type EdgeRequest = CloudFrontFunctionsEvent["request"];

/** Where the viewer is, ISO 3166-1 alpha-2; `*` where CloudFront cannot tell. */
export function countryOf(request: EdgeRequest): string {
  const header = request.headers["cloudfront-viewer-country"];
  return header && /^[A-Z]{2}$/.test(header.value) ? header.value : "*";
}
