const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

new Thing("first");
setTimeout(() => process.abort(), 100);
