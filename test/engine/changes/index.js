// Two versions of a small service. From the first to the second something of every kind happens: resources are created, updated,
// replaced before and after their successor, and deleted; some are named by us, some by Pulumi, some by the cloud.
const pulumi = require("@pulumi/pulumi");

class Thing extends pulumi.CustomResource {
  constructor(kind, name, args, opts) {
    super(`thing:index:${kind}`, name, { ...args, tags: { Name: name } }, opts);
  }
}

class Service extends pulumi.ComponentResource {
  constructor(name, { version }) {
    super("changes:index:Service", name);
    const later = version > 1;
    const child = { parent: this };

    const network = new Thing("Network", "network", { cidr: "10.0.0.0/16" }, child);
    const subnets = ["a", "b"].map(
      (zone) => new Thing("Subnet", `subnet-${zone}`, { network: network.id, zone }, child),
    );
    const firewall = new Thing("Firewall", "firewall", { network: network.id, zone: later ? "b" : "a" }, child);
    new Thing("Bucket", "uploads", { versioned: later }, child);
    new Thing(
      "Alarm",
      "alarm",
      { name: "service-alarm", metric: later ? "p95" : "p50" },
      { ...child, deleteBeforeReplace: true },
    );
    new Thing(
      "Database",
      "database",
      {
        name: "service-db",
        subnets: subnets.map(({ id }) => id),
        size: later ? 2 : 1,
        password: pulumi.secret("canary"),
      },
      { ...child, customTimeouts: { create: "5m", update: "4m", delete: "3m" } },
    );
    const { image } = pulumi.output(pulumi.runtime.invoke("thing:index:getImage", { family: later ? "arm" : "intel" }));
    for (const i of later ? [0, 1, 3] : [0, 1, 2]) {
      new Thing("Server", `server-${i}`, { subnet: subnets[i % 2].id, firewall: firewall.id, image }, child);
    }
    if (later) new Thing("Cache", "cache", { subnets: subnets.map(({ id }) => id) }, child);
    else new Thing("Queue", "queue", { delaySeconds: 0 }, child);
    this.registerOutputs();
  }
}

// Not ours: only read.
new Thing("Zone", "zone", {}, { id: "zone-of-the-company" });
new Service("service", { version: new pulumi.Config().requireNumber("version") });
