/**
 * The one module that CloudFront's JavaScript runtime 2.0 adds.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html
 */
declare module "cloudfront" {
  interface KeyValueStore {
    exists(key: string): Promise<boolean>;
    /** Rejects when there is no such key. */
    get(key: string, options: { readonly format: "json" }): Promise<any>;
  }
  const cloudfront: {
    /** The store that the function is associated with. */
    kvs(): KeyValueStore;
  };
  export default cloudfront;
}
