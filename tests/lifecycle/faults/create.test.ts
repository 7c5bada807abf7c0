import { describeFaults } from "./matrix";

describe("faults of the step create", () => {
  describeFaults("create");
});
