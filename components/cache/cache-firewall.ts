import type * as pulumi from "@pulumi/pulumi";
import { ClientFirewall, type ClientFirewallArgs } from "../network/client-firewall";
import { CACHE_PORT } from "./endpoint";

const GUARDED = {
  type: "p95:cache:CacheFirewall",
  port: CACHE_PORT,
  groupDescription: "Clients of a Valkey cache",
  ruleDescription: "Valkey over TLS",
};

/** The firewall of a cache, whose nodes replicate over the service's own network. */
export class CacheFirewall extends ClientFirewall {
  constructor(name: string, args: ClientFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GUARDED, name, args, opts);
  }
}
