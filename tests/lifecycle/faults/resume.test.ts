import { describeFaults } from "./matrix";

describe("faults of the step resume", () => {
  describeFaults("resume");
});
