// An ECMAScript module in plain JavaScript whose default export is an async function: its result becomes the outputs.
import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.CustomResource {
  constructor(name, args) {
    super("thing:index:Thing", name, args);
  }
}

export default async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const thing = new Thing("thing", { size: 1, link: undefined });
  return {
    nested: { list: [1, [2, { three: 3 }]], promised: Promise.resolve("kept"), output: pulumi.output({ a: [true] }) },
    absent: undefined,
    nothing: null,
    resource: thing,
    size: thing.size,
    when: new Date(0),
    asset: new pulumi.asset.StringAsset("text"),
    group: new pulumi.ComponentResource("test:index:Group", "made-late"),
  };
};
