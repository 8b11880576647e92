// Prints, starts a process that would outlive it, and never ends.
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

console.log("to standard output");
console.error("to standard error");
const group = new pulumi.ComponentResource("test:index:Group", "group");
group.urn.apply(() => {
  spawn("sleep", ["300"], { stdio: "inherit" });
  writeFileSync(process.env.READY_FILE, "");
});
setInterval(() => {}, 1000);
