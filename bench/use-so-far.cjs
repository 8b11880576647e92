// Loaded into a policy pack's process, which is killed when it has judged: writes ten times a second what it has used so far.
const { renameSync, writeFileSync } = require("node:fs");

const EVERY_MILLIS = 100;
const file = process.env.BENCH_MEASURES;

setInterval(() => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); // microseconds, and KiB
  const use = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024 };
  writeFileSync(`${file}.new`, JSON.stringify(use));
  renameSync(`${file}.new`, file); // whole, whenever it is read
}, EVERY_MILLIS).unref();
