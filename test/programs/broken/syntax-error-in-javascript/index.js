const pulumi = require("@pulumi/pulumi");

const name = = 1;
