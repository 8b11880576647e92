// Loaded into every process of a measured run: appends what the process has used, as one line of JSON, when it exits.
const { appendFileSync } = require("node:fs");

const file = process.env.BENCH_MEASURES;
if (file) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); // microseconds, and KiB
    const line = {
      pid: process.pid,
      parent: process.ppid,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      peakMiB: maxRSS / 1024,
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  });
}
