import { describeFaults } from "./matrix";

describe("faults of the step completion", () => {
  describeFaults("completion");
});
