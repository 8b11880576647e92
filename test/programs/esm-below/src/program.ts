// The package.json that makes this an ECMAScript module lies in the folder above.
import * as pulumi from "@pulumi/pulumi";

const where: string = import.meta.url.split("/").slice(-2).join("/");
export const program = pulumi.output(where);
