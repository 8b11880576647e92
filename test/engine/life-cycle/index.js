// A network, a subnet in it, servers in that: enough to see what each kind of change does.
const pulumi = require("@pulumi/pulumi");

class Thing extends pulumi.CustomResource {
  constructor(kind, name, args) {
    super(`thing:index:${kind}`, name, args);
  }
}

const config = new pulumi.Config();
const cidr = config.require("cidr");
// The simulated provider calls a resource by its name, so another name is another id.
const network = new Thing("Network", "network", { name: `network-${cidr}`, cidr });
const subnet = new Thing("Subnet", "subnet", { network: network.id });
for (let i = 0; i < config.requireNumber("servers"); i++) {
  new Thing("Server", `server-${i}`, { subnet: subnet.id, size: config.requireNumber("size") });
}
