const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

const beforeCreate = [
  new pulumi.ResourceHook(
    "quota",
    () => {
      throw new Error("No more room");
    },
    { onDryRun: true },
  ),
];
new Thing("first", {}, { hooks: { beforeCreate } });
