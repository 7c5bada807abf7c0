import { describeFaults } from "./fault-matrix";

describeFaults("plugin");
