require("@pulumi/pulumi");

require("no-such-package");
