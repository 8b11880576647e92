import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { clockProblems, type RegionClock } from "../clock";
import type { CacheEndpoint, SessionsEndpoints } from "./endpoint";
import type { CacheNetwork } from "./network";
import { ServerlessCache } from "./serverless-cache";
import { type CachesSettings, type ClusterCachesSettings, cachesSettingsProblems } from "./settings";
import { ValkeyCluster } from "./valkey-cluster";

export interface RegionalCachesArgs {
  readonly region: string;
  readonly settings: CachesSettings;
  readonly clock: RegionClock;
  readonly network: CacheNetwork;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

export interface RegionalCachesEndpoints {
  readonly recommendations: CacheEndpoint;
  readonly metadata: CacheEndpoint;
  /** In serverless mode only; otherwise `SessionStore` has them. */
  readonly sessions?: SessionsEndpoints;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function regionalCachesProblems({ region, settings, clock }: RegionalCachesArgs): Problem[] {
  return [...cachesSettingsProblems("settings", settings, [region], region), ...clockProblems("clock", clock)];
}

/** The caches that a region keeps for itself: two clusters, or one serverless cache that holds the sessions too. */
export class RegionalCaches extends pulumi.ComponentResource {
  readonly endpoints: RegionalCachesEndpoints;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionalCachesArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionalCaches "${name}"`, regionalCachesProblems(args));
    super("p95:cache:RegionalCaches", name, {}, opts);
    const { settings } = args;

    if (settings.mode === "serverless") {
      const cache = new ServerlessCache(`${name}-serverless`, { ...args, settings }, { parent: this });
      const { sessions, ...others } = cache.endpoints;
      this.endpoints = { ...others, sessions: { read: sessions, write: sessions } };
    } else {
      this.endpoints = {
        recommendations: this.cluster(name, "recommendations", args, settings).endpoint,
        metadata: this.cluster(name, "metadata", args, settings).endpoint,
      };
    }
    this.registerOutputs({ endpoints: this.endpoints });
  }

  private cluster(
    name: string,
    purpose: "recommendations" | "metadata",
    { settings: _, ...args }: RegionalCachesArgs,
    settings: ClusterCachesSettings,
  ): ValkeyCluster {
    return new ValkeyCluster(
      `${name}-${purpose}`,
      {
        ...args,
        purpose,
        engineVersion: settings.engineVersion,
        size: settings[purpose],
        ...(settings.primeTime ? { primeTime: settings.primeTime } : {}),
      },
      { parent: this },
    );
  }
}
