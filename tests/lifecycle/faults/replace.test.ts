import { describeFaults } from "./matrix";

describe("faults of the step replace", () => {
  describeFaults("replace");
});
