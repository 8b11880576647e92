/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/test/programs/"], // their package.json files are none of ours, and one is broken
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/engine/"],
  transform: { "\\.ts$": "<rootDir>/test/support/sucrase-transform.js" },
  maxWorkers: 2, // half of the time is waiting for processes that tests start; the default on two cores is one
  testTimeout: 120_000,
  workerIdleMemoryLimit: "1GB", // jest keeps the modules of each test file; a worker that has many begins anew
};
