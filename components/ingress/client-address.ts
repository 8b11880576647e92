import type * as pulumi from "@pulumi/pulumi";
import type { ClientAddress } from "./settings";

/**
 * Entries of the controller's ConfigMap that make `$remote_addr` the viewer's address. `trusted` are the ranges of those who may say
 * whom they speak for, separated by commas; nobody else is believed.
 *
 * Of X-Forwarded-For the last address counts, which CloudFront itself added: what stands before it was sent by the viewer. To skip
 * trusted addresses, as `real-ip-recursive` does, would let somebody behind a CloudFront distribution of their own choose an address.
 */
export function clientAddressEntries(
  mode: ClientAddress,
  trusted: pulumi.Input<string>,
): Record<string, pulumi.Input<string>> {
  if (mode === "preserve") return {};
  const header = mode === "proxy-protocol" ? "proxy_protocol" : "X-Forwarded-For";
  return {
    ...(mode === "proxy-protocol" ? { "proxy-protocol": "True" } : {}),
    "real-ip-header": header,
    "real-ip-recursive": "False",
    "set-real-ip-from": trusted,
  };
}
