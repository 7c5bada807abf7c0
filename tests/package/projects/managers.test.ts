import { testProjects } from "./deploy";
import { isOfVersions } from "./rows";

testProjects("managers", (row) => !isOfVersions(row));
