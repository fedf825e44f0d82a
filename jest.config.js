module.exports = {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  testEnvironment: "node",
  moduleNameMapper: { "/stack-trace$": "<rootDir>/__tests__/support/jest/no-stack-trace.ts" },
  maxWorkers: "100%",
  globalSetup: "<rootDir>/__tests__/support/jest/setup.ts",
  globalTeardown: "<rootDir>/__tests__/support/jest/teardown.ts",
};
