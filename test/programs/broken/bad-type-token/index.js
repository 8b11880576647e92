const pulumi = require("@pulumi/pulumi");

new pulumi.CustomResource("thing:Thing", "first", {});
