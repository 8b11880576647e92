import * as pulumi from "@pulumi/pulumi";

export class Thing extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, { size: undefined, ...args }, opts);
  }
}

export class Group extends pulumi.ComponentResource {
  readonly inside: Thing;
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
    this.inside = new Thing(`${name}-inside`, {}, { parent: this });
    const nested = new pulumi.ComponentResource("test:index:Group", `${name}-nested`, {}, { parent: this });
    new Thing(`${name}-deep`, {}, { parent: nested });
    this.registerOutputs({});
  }
}
