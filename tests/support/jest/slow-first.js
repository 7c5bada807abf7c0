"use strict";

// That of jest itself, which is no dependency of this package.
const { default: Sequencer } = require(
  require.resolve("@jest/test-sequencer", { paths: [require.resolve("jest")] }),
);

/**
 * Files that take longest, the slowest first: begun last, each would keep one worker busy while the others have nothing
 * to do. jest knows the times of an earlier run only, and a fresh clone has none.
 */
const SLOWEST = [
  "tests/package/projects/versions.test.ts",
  "tests/package/projects/managers.test.ts",
  "tests/engine/chaos.test.ts",
  "tests/engine/copied-examples.test.ts",
  "tests/engine/examples.test.ts",
  "tests/engine/batch.test.ts",
  "tests/engine/scenarios.test.ts",
  "tests/engine/accounts.test.ts",
  "tests/lifecycle/long-wait.test.ts",
  "tests/lifecycle/faults/dynamic.test.ts",
  "tests/lifecycle/faults/plugin.test.ts",
];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = SLOWEST.findIndex((file) => path.endsWith(file));
      return index < 0 ? SLOWEST.length : index;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
