import { describeFaults } from "./matrix";

describe("faults of the step destroy", () => {
  describeFaults("destroy");
});
