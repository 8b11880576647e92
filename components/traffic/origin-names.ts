/** Names under which a domain's origin answers. CloudFront asks for `origin`; the others are the levels below it. */
export interface OriginNames {
  readonly origin: string;
  /** The geolocation records. */
  readonly geo: string;
  /** The latency records. */
  readonly latency: string;
  /** The failover pair of those who are at home in `region`. */
  readonly home: (region: string) => string;
  /** The region's load balancer itself: what is health-checked, and where operators and canaries look at one region. */
  readonly leaf: (region: string) => string;
}

export function originNames(domain: string): OriginNames {
  const origin = `origin.${domain}`;
  return {
    origin,
    geo: `geo.${origin}`,
    latency: `latency.${origin}`,
    home: (region) => `geo-${region}.${origin}`,
    leaf: (region) => `${region}.${origin}`,
  };
}
