/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/programs/", "<rootDir>/test/engine/"],
  transform: { "\\.ts$": "<rootDir>/test/support/sucrase-transform.js" },
  testTimeout: 60_000,
};
