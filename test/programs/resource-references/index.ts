import * as pulumi from "@pulumi/pulumi";

class Thing extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, { size: undefined, ...args }, opts);
  }
}
class Group extends pulumi.ComponentResource {
  readonly thing: Thing;
  constructor(name: string) {
    super("test:index:Group", name);
    this.thing = new Thing(`${name}-thing`, { size: 1 }, { parent: this });
    this.registerOutputs({ thing: this.thing });
  }
}

const group = new Group("group");
new Thing("uses", { whole: group.thing, component: group, list: [group.thing] });
export const component = group;
export const inside = { thing: group.thing, size: group.thing.size };
