"use strict";

const { randomInt } = require("node:crypto");
const { availableParallelism } = require("node:os");

// `TEST_SEED=n npm run test:thorough` leaves out what `TEST_SEED=n npm test` has carried out.
if (process.env.TEST_THOROUGH === "1") process.env.TEST_THOROUGH = process.env.TEST_SEED ? "rest" : "all";
// One seed for all workers, which inherit it: tests/support/sample.ts draws by it, and says so.
process.env.TEST_SEED ??= String(randomInt(1_000_000));

const transform = {
  "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
};

/** Folders whose tests need the real Pulumi engine and the built package; all others need neither. */
const ENGINE_FOLDERS = ["engine", "state", "live", "package/projects"];
const PLAIN_FOLDERS = ["unit", "emulator", "lifecycle", "property", "provider", "tooling"];

function project(name, folders, more) {
  return {
    displayName: name,
    testEnvironment: "node",
    testMatch: folders.map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`),
    // Packages that tests pack and install below the repository must not be taken for its own.
    modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.local"],
    transform,
    // jest takes no testTimeout from a project.
    setupFilesAfterEnv: ["<rootDir>/tests/support/jest/test-timeout.ts"],
    ...more,
  };
}

/** @type {import("jest").Config} */
module.exports = {
  coverageProvider: "v8",
  // No core is kept free. Engine tests also wait for other processes: one worker for each core left a quarter idle.
  maxWorkers: process.argv.includes("tests/engine") ? Math.ceil(availableParallelism() * 1.5) : "100%",
  testSequencer: "<rootDir>/tests/support/jest/slow-first.js",
  projects: [
    project("plain", PLAIN_FOLDERS),
    project("package", ["package"], {
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/package/projects/"],
      globalSetup: "<rootDir>/tests/support/jest/built-package.ts",
    }),
    project("engine", ENGINE_FOLDERS, {
      globalSetup: "<rootDir>/tests/support/jest/global-setup.ts",
      globalTeardown: "<rootDir>/tests/support/jest/global-teardown.ts",
    }),
  ],
};
