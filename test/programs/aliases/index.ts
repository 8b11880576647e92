import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, {}, opts);
  }
}
class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
  }
}

new Thing("by-name", { aliases: [{ name: "former" }] });
new Thing("by-type", { aliases: [{ type: "thing:v0:Thing" }, { name: "both", type: "thing:v0:Thing" }] });
new Thing("by-urn", { aliases: ["urn:pulumi:old::project::thing:index:Thing::x"] });
new Thing("by-project", { aliases: [{ stack: "old", project: "former" }] });

const renamed = new Group("new", { aliases: [{ name: "old" }] });
new Thing("new-thing", { parent: renamed });
new Thing("unrelated", { parent: renamed, aliases: [{ name: "unrelated-before" }] });

const group = new Group("group");
const shelf = new pulumi.ComponentResource("test:index:Shelf", "shelf");
new Thing("moved-in", { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });
new Thing("from-nowhere", { parent: group, aliases: [{ parent: undefined }] });
new Thing("moved-over", { parent: group, aliases: [{ parent: shelf }, { parent: shelf, name: "moved" }] });
// What moved together with its parent.
const room = new Group("room", { parent: group, aliases: [{ parent: shelf }] });
new Thing("room-thing", { parent: room });
