import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, args, opts);
  }
}

const keeper = new Thing("keeper", {});
const group = new pulumi.ComponentResource(
  "test:index:Group",
  "group",
  {},
  {
    protect: true,
    retainOnDelete: true,
    deletedWith: keeper,
  },
);
// What holds for a component holds for what is inside, unless it says otherwise.
new Thing("inherits", {}, { parent: group });
new Thing("refuses", {}, { parent: group, protect: false, retainOnDelete: false });

new Thing(
  "changes",
  { size: 1, tags: { a: "b" } },
  {
    ignoreChanges: ["tags.a", "size"],
    replaceOnChanges: ["*"],
    deleteBeforeReplace: true,
    hideDiffs: ["tags"],
    customTimeouts: { create: "1h30m", update: "500ms", delete: "90s" },
    replacementTrigger: { build: 7, of: keeper.id },
    replaceWith: [keeper],
  },
);
new Thing("imported", { size: 2 }, { import: "thing-42" });
