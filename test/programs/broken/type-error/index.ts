import * as pulumi from "@pulumi/pulumi";

export const name: number = pulumi.getProject();
