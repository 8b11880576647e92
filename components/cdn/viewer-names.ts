/** Names under which viewers reach the CDN. All lie in the certificate of the domain and of the names directly below it. */
export interface ViewerNames {
  /** Pages and API; the first is the one that links name. */
  readonly app: readonly string[];
  /** Video, pictures and subtitles. Of the same site as the app, so that the app may set the cookies that sign requests. */
  readonly media: string;
}

export function viewerNames(domain: string): ViewerNames {
  return { app: [domain, `www.${domain}`], media: `video.${domain}` };
}
