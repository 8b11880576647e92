import * as pulumi from "@pulumi/pulumi";

const known = new pulumi.StackReference("organization/network/dev");
const renamed = new pulumi.StackReference("other-name", { name: "organization/network/dev" });
const unknown = new pulumi.StackReference("organization/nobody/dev");

export const vpcId = known.getOutput("vpcId");
export const zone = renamed.requireOutput("zones").apply((zones) => zones[0]);
export const password = known.getOutput("password");
export const missing = known.getOutput("no such output");
export const later = unknown.getOutput("vpcId");
export const details = pulumi.output(known.getOutputDetails("vpcId"));
