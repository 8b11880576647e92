import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems } from "../checks";
import { CACHE_TAG_METADATA } from "./cache-tags";
import { type ClientAsset, cacheControlOf, clientAssetsProblems } from "./client-asset";

export interface ClientAssetsArgs {
  readonly region: string;
  readonly bucket: pulumi.Input<string>;
  readonly assets: readonly ClientAsset[];
}

/** The client's files in their bucket, each with the headers that its kind is cached by. */
export class ClientAssets extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ClientAssetsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`ClientAssets "${name}"`, clientAssetsProblems("assets", args.assets));
    super("p95:cdn:ClientAssets", name, {}, opts);
    const { region, bucket } = args;
    const objects = new Map<ClientAsset["kind"], aws.s3.BucketObjectv2[]>();

    // What a page refers to is there before the page is: viewers load the one they get at once.
    for (const kind of ["hashed", "page", "service-worker"] as const) {
      const before = [...objects.values()].flat();
      const made = args.assets
        .filter((asset) => asset.kind === kind)
        .map(
          ({ key, content, contentType }) =>
            new aws.s3.BucketObjectv2(
              `${name}-${key}`,
              {
                region,
                bucket,
                key,
                source: new pulumi.asset.StringAsset(content),
                contentType,
                cacheControl: cacheControlOf(kind),
                metadata: { [CACHE_TAG_METADATA]: `client,client:${kind}` },
              },
              { parent: this, dependsOn: before, retainOnDelete: kind === "hashed" }, // an open page still asks for yesterday's
            ),
        );
      objects.set(kind, made);
    }
    this.registerOutputs();
  }
}
