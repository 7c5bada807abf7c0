import { describeFaults } from "./matrix";

describe("faults of the step adopt", () => {
  describeFaults("adopt");
});
