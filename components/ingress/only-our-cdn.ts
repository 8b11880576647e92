import * as pulumi from "@pulumi/pulumi";
import { HEALTH_PATH } from "../traffic/ingress-contract";

/**
 * Entries of the controller's ConfigMap by which NGINX turns away what did not come through our CDN: the load balancer admits all of
 * CloudFront, so with a distribution of his own anybody could go around the firewall. Health checks come from Route 53 itself.
 * Snippets of the ConfigMap hold for every server and location; those of routes stay off.
 * @param value What our CDN sends in `x-origin-verify`: letters and digits.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
 */
export function onlyOurCdnEntries(value: pulumi.Input<string>): Record<string, pulumi.Input<string>> {
  const ours = pulumi.interpolate`"~ ${value}$" 1;`;
  return {
    "http-snippets": pulumi.interpolate`map "$uri $http_x_origin_verify" $is_ours { default 0; "~^${HEALTH_PATH} " 1; ${ours} }`,
    "server-snippets": "if ($is_ours = 0) { return 403; }",
  };
}
