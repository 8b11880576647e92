const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

const transforms = [
  () => {
    throw new Error("No more room");
  },
];
new Thing("first", {}, { transforms });
