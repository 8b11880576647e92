require("@pulumi/pulumi");

process.exit(0);
