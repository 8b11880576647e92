const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

const thing = new Thing("first", { size: 1 });
thing.size.apply(() => {
  throw new Error("No more room");
});
