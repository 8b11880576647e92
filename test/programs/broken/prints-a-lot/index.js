const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts = {}) {
    super("thing:index:Thing", name, { later: undefined, ...args }, opts);
  }
}

const child_process = require("node:child_process");
console.log("to standard output");
console.error("to standard error");
// A process of its own that would outlive the program.
child_process.spawn("sleep", ["300"], { stdio: "inherit" });
new Thing("first");
setTimeout(() => console.log("running"), 50);
setInterval(() => {}, 1000);
