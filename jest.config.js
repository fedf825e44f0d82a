const { PROPERTY_FACTOR = 1 } = process.env;

module.exports = {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  testEnvironment: "node",
  // Only what hangs runs into it: how long a test takes is up to the machine and to what else it does.
  testTimeout: 600_000 * Math.max(1, PROPERTY_FACTOR),
  moduleNameMapper: { "/stack-trace$": "<rootDir>/__tests__/support/jest/no-stack-trace.ts" },
  maxWorkers: "100%",
  globalSetup: "<rootDir>/__tests__/support/jest/setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/jest/teardown.ts",
};
