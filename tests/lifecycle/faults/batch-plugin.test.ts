import { describeFaultsOfBatch } from "./fault-matrix";

describeFaultsOfBatch("plugin");
