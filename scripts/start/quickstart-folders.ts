import path from "node:path";

export const REPOSITORY = path.resolve(__dirname, "../..");
export const QUICKSTART = path.join(REPOSITORY, "examples", "quickstart");

/** All that `npm start` leaves behind, so that removing it starts over: state, stack settings, Pulumi's own files. */
export const LOCAL = path.join(REPOSITORY, ".local", "quickstart");
export const BACKEND = path.join(LOCAL, "backend");
export const PULUMI_HOME = path.join(LOCAL, "home");

export const STACK = "dev";

/** Not beside Pulumi.yaml, where a stack of the same name on the user's own backend would take it for its own. */
export const STACK_SETTINGS = path.join(LOCAL, `Pulumi.${STACK}.yaml`);
