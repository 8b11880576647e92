const { fork } = require("node:child_process");
const { join } = require("node:path");
const { Worker } = require("node:worker_threads");
const pulumi = require("@pulumi/pulumi");

/** What a process or a thread says. */
const said = (started) =>
  new Promise((resolve, reject) => {
    started.on("message", resolve).on("error", reject);
    started.on("exit", (code) => reject(new Error(`it ended with ${code} and said nothing`)));
  });

const lengths = {
  child: said(fork(join(__dirname, "child.js"))),
  worker: said(new Worker(join(__dirname, "worker.js"))),
};
for (const [name, length] of Object.entries(lengths)) {
  new pulumi.CustomResource("thing:index:Thing", name, { length });
}
