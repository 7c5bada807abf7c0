import { describeProjects } from "../../support/projects/deploy";
import { isOfVersions } from "../../support/projects/rows";

describeProjects(
  "versions",
  isOfVersions,
  (deploy, { dynamicSays }) => {
    // rule: projects
    it("is deployed, deployed again without a change, and destroyed", async () => {
      const started = dynamicSays ? ["plugin"] : ["plugin", "dynamic"];
      expect(await deploy()).toEqual({ started, later: [] });
    });
  },
  1,
);
