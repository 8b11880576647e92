import * as pulumi from "@pulumi/pulumi";

class Vpc extends pulumi.ComponentResource {
  declare readonly vpcId: pulumi.Output<string>;
  declare readonly cidrBlock: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, { vpcId: undefined, ...args }, opts, true);
  }
}
class Thing extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, args, opts);
  }
}

const first = new Thing("first", {});
const vpc = new Vpc(
  "vpc",
  { cidrBlock: "10.0.0.0/16", tags: { owner: first.id }, password: pulumi.secret("canary") },
  {
    protect: true,
    dependsOn: first,
    version: "2.1.0",
  },
);
new Thing("inside", { vpcId: vpc.vpcId, cidrBlock: vpc.cidrBlock }, { parent: vpc });
export const vpcId = vpc.vpcId;
