import { describeFaults } from "./matrix";

describe("faults of the step refresh", () => {
  describeFaults("refresh");
});
