const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

module.exports = async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  new Thing("first");
  throw new TypeError("No more room");
};
