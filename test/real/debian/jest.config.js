const { testTimeout, transform } = require("../../../jest.config.js");

/** What needs Debian's packages, not only npm's: `npx jest --config test/real/debian/jest.config.js`. */
module.exports = {
  testEnvironment: "node",
  rootDir: "../../..",
  roots: ["<rootDir>/test/real/debian"],
  testMatch: ["**/*.debian.ts"], // not *.test.ts, which `npm test` runs everywhere
  transform,
  testTimeout,
};
