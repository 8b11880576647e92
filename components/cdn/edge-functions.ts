import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { edgeSource } from "../runtime-code";
import { EDGE_REGION } from "./edge-region";
import { type CdnSettings, laddersOf } from "./settings";

export interface EdgeFunctionsArgs {
  readonly settings: CdnSettings;
  readonly logRetentionDays: number;
}

/**
 * What runs in every edge before the cache is asked, and the store that it reads. What a key says changes within seconds and
 * without a new function. The store's keys are the settings' alone: whatever else is written there goes with the next `up`.
 */
export class EdgeFunctions extends pulumi.ComponentResource {
  readonly storeArn: pulumi.Output<string>;
  readonly personaliseArn: pulumi.Output<string>;
  readonly startQualityArn: pulumi.Output<string>;
  /** As in CloudWatch's dimensions. */
  readonly names: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: EdgeFunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:EdgeFunctions", name, {}, opts);
    const { settings, logRetentionDays } = args;

    const store = new aws.cloudfront.KeyValueStore(`${name}-store`, { comment: "By country" }, { parent: this });
    const keys = new aws.cloudfront.KeyvaluestoreKeysExclusive(
      `${name}-keys`,
      { keyValueStoreArn: store.arn, maxBatchSize: 50, resourceKeyValuePairs: storePairs(settings) },
      { parent: this },
    );
    const make = (role: string, comment: string) =>
      new aws.cloudfront.Function(
        `${name}-${role}`,
        {
          comment,
          runtime: "cloudfront-js-2.0",
          code: edgeSource(`runtime/edge/${role}.ts`),
          keyValueStoreAssociations: [store.arn],
          publish: true,
        },
        { parent: this, dependsOn: keys }, // published before its keys are there, it would serve what nobody asked for
      );
    const personalise = make("personalise", "Segment of the viewer");
    const startQuality = make("start-quality", "Playlist for the viewer's speed");

    this.storeArn = store.arn;
    this.personaliseArn = this.logged(`${name}-personalise`, personalise, logRetentionDays);
    this.startQualityArn = this.logged(`${name}-start-quality`, startQuality, logRetentionDays);
    this.names = { personalise: personalise.name, "start-quality": startQuality.name };
    this.registerOutputs({
      storeArn: this.storeArn,
      personaliseArn: this.personaliseArn,
      startQualityArn: this.startQualityArn,
      names: this.names,
    });
  }

  /** ARN of `made`, known once its log group is there: CloudFront would make one that keeps everything for ever. */
  private logged(name: string, made: aws.cloudfront.Function, retentionInDays: number): pulumi.Output<string> {
    const group = new aws.cloudwatch.LogGroup(
      `${name}-records`,
      { region: EDGE_REGION, name: pulumi.interpolate`/aws/cloudfront/function/${made.name}`, retentionInDays },
      { parent: this },
    );
    return pulumi.all([made.arn, group.id]).apply(([arn]) => arn);
  }
}

/** `segments:<country>` and `quality:<country>`, as runtime/edge/store.ts looks them up; sorted, so that a diff shows a change. */
export function storePairs(settings: CdnSettings): { readonly key: string; readonly value: string }[] {
  const pairs = (purpose: string, byCountry: Readonly<Record<string, unknown>>) =>
    Object.entries(byCountry).map(([country, value]) => ({
      key: `${purpose}:${country}`,
      value: JSON.stringify(value),
    }));
  return [...pairs("quality", laddersOf(settings)), ...pairs("segments", settings.segments)].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
}
