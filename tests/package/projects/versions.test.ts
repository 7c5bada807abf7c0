import { testProjects } from "./deploy";
import { isOfVersions } from "./rows";

testProjects("versions", isOfVersions);
