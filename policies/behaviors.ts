/** What rules read of a cache behaviour of CloudFront. */
export interface Behavior {
  /** `*` for the default behaviour. */
  readonly pattern: string;
  readonly behavior: {
    readonly compress?: boolean;
    readonly pathPattern?: string;
    readonly targetOriginId?: string;
    readonly viewerProtocolPolicy?: string;
  };
}

/** Every cache behaviour of a distribution, the default one first. */
export function behaviors(distribution: {
  readonly defaultCacheBehavior?: Behavior["behavior"];
  readonly orderedCacheBehaviors?: readonly Behavior["behavior"][];
}): Behavior[] {
  const { defaultCacheBehavior, orderedCacheBehaviors = [] } = distribution;
  return [
    ...(defaultCacheBehavior === undefined ? [] : [{ pattern: "*", behavior: defaultCacheBehavior }]),
    ...orderedCacheBehaviors.map((behavior) => ({ pattern: behavior.pathPattern ?? "?", behavior })),
  ];
}
