/**
 * Where CloudFront keeps what belongs to no region: certificates, metrics, log deliveries and web ACLs.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html
 */
export const EDGE_REGION = "us-east-1";
