/** The real engine as the judge: `npm run test:engine`. @type {import("jest").Config} */
module.exports = {
  rootDir: "../..",
  testEnvironment: "node",
  roots: ["<rootDir>/test/engine"],
  testMatch: ["**/*.test.ts"],
  transform: { "\\.ts$": "<rootDir>/test/support/sucrase-transform.js" },
  // Each run of the CLI keeps two cores busy by itself.
  maxWorkers: 1,
  testTimeout: 900_000,
};
