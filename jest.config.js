"use strict";

const transform = {
  "\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }],
};

/** Folders whose tests need the real Pulumi engine and the built package; all others need neither. */
const ENGINE_FOLDERS = ["engine", "harness", "state", "live"];
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
    setupFilesAfterEnv: ["<rootDir>/tests/harness/test-timeout.ts"],
    ...more,
  };
}

/** @type {import("jest").Config} */
module.exports = {
  coverageProvider: "v8",
  // Engine tests mostly wait for other processes, so no core is kept free.
  maxWorkers: "100%",
  projects: [
    project("plain", PLAIN_FOLDERS),
    project("package", ["package"], {
      globalSetup: "<rootDir>/tests/harness/built-package.ts",
    }),
    project("engine", ENGINE_FOLDERS, {
      globalSetup: "<rootDir>/tests/harness/global-setup.ts",
      globalTeardown: "<rootDir>/tests/harness/global-teardown.ts",
    }),
  ],
};
