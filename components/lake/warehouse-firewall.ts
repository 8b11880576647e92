import type * as pulumi from "@pulumi/pulumi";
import { ClientFirewall, type ClientFirewallArgs } from "../network/client-firewall";

/** Of Redshift. */
export const WAREHOUSE_PORT = 5_439;

const GUARDED = {
  type: "p95:lake:WarehouseFirewall",
  port: WAREHOUSE_PORT,
  groupDescription: "Clients of a Redshift workgroup",
  ruleDescription: "Redshift over TLS",
};

/** The firewall of a Redshift workgroup. */
export class WarehouseFirewall extends ClientFirewall {
  constructor(name: string, args: ClientFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GUARDED, name, args, opts);
  }
}
