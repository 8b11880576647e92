/** Key under which an object in S3 carries its cache tags, separated by commas: up to 50, each up to 256 visible ASCII characters. */
export const CACHE_TAG_METADATA = "cache-tag";

/**
 * Header in which an origin says the tags of an answer. S3 forms it from the metadata, so the API's pods send the same.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-by-tags.html
 */
export const CACHE_TAG_HEADER = `x-amz-meta-${CACHE_TAG_METADATA}`;
