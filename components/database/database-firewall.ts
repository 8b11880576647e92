import type * as pulumi from "@pulumi/pulumi";
import { ClientFirewall, type ClientFirewallArgs } from "../network/client-firewall";
import { DATABASE_PORT } from "./endpoint";

const GUARDED = {
  type: "p95:database:DatabaseFirewall",
  port: DATABASE_PORT,
  groupDescription: "Clients of an Aurora cluster",
  ruleDescription: "PostgreSQL over TLS",
};

/** The firewall of an Aurora cluster. */
export class DatabaseFirewall extends ClientFirewall {
  constructor(name: string, args: ClientFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super(GUARDED, name, args, opts);
  }
}
