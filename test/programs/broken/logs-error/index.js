const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

pulumi.log.error("The certificate has expired", new Thing("first"));
