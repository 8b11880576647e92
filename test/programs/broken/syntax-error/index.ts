import * as pulumi from "@pulumi/pulumi";

export const name: string = pulumi.getProject(;
