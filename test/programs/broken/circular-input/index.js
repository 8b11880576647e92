const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

const loop = { name: "loop" };
loop.self = loop;
new Thing("circular", { loop });
