const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

const ghost = new pulumi.ComponentResource("test:index:Group", "ghost");
ghost.urn = pulumi.output("urn:pulumi:dev::broken::test:index:Group::nobody");
new Thing("orphan", {}, { parent: ghost });
