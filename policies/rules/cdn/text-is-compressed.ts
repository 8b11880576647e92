import type * as aws from "@pulumi/aws";
import { type Behavior, behaviors } from "../../behaviors";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Distribution = Excerpt<aws.cloudfront.DistributionArgs, "defaultCacheBehavior" | "orderedCacheBehaviors">;

interface Settings {
  readonly compressedAlready: readonly string[];
}

/** Behaviours that send text at its full size. CloudFront compresses nothing where nothing is set. */
export function compressionGaps(distribution: Distribution, { settings }: { readonly settings: Settings }): string[] {
  const isText = ({ behavior, pattern }: Behavior) =>
    !isVideo({ behavior, pattern }) && !settings.compressedAlready.some((part) => pattern.includes(part));
  return behaviors(distribution)
    .filter(({ behavior }) => behavior.compress !== true)
    .filter(isText)
    .map(({ pattern }) => `compress of ${pattern} must be true`);
}

/** What only signed viewers may see by default is video, which is compressed already. */
function isVideo({ behavior, pattern }: Behavior): boolean {
  return pattern === "*" && isSet(behavior, "trustedKeyGroups");
}

const pages = { targetOriginId: "pages", compress: true };

export const textIsCompressed = resourceRule<Distribution, Settings>({
  name: "text-is-compressed",
  description: "Pages, answers and playlists reach the viewer at a fifth of their size.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html",
  remediationSteps: "Set compress to true in the behaviour, and both encodings in its cache policy.",
  settings: {
    compressedAlready: {
      type: "array",
      items: { type: "string" },
      default: ["/artwork/", ".jpg", ".png", ".webp", ".avif", ".mp4", ".m4s", ".ts"],
      description: "Parts of path patterns whose files are compressed already.",
    },
  },
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: compressionGaps,
  examples: {
    good: [
      { inputs: { defaultCacheBehavior: pages, orderedCacheBehaviors: [{ ...pages, pathPattern: "/api/*" }] } },
      { inputs: { defaultCacheBehavior: { targetOriginId: "media", compress: false, trustedKeyGroups: ["keys"] } } },
      {
        inputs: {
          defaultCacheBehavior: pages,
          orderedCacheBehaviors: [{ targetOriginId: "media", pathPattern: "/titles/*.jpg" }],
        },
      },
    ],
    bad: [
      {
        inputs: {
          defaultCacheBehavior: pages,
          orderedCacheBehaviors: [{ ...pages, pathPattern: "/api/*", compress: false }],
        },
        gaps: ["compress of /api/* must be true"],
      },
    ],
    missing: {
      defaultCacheBehavior: [],
      "defaultCacheBehavior.compress": ["compress of * must be true"],
      orderedCacheBehaviors: [],
    },
  },
});
