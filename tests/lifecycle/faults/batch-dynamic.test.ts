import { describeFaultsOfBatch } from "./fault-matrix";

describeFaultsOfBatch("dynamic host");
