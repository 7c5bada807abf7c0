import { describeFaults } from "./fault-matrix";

describeFaults("dynamic host");
