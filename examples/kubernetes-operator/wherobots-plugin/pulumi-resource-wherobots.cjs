"use strict";

// Part of a folder that a project commits, docs/plugin.md of pulumi-wherobots says why. Node finds the package from here
// as it does for a program: in this folder, and in those above.
var path = require("path");

function packageFolder() {
  try {
    return path.dirname(require.resolve("pulumi-wherobots/package.json"));
  } catch (error) {
    return undefined;
  }
}

var found = packageFolder();
if (found === undefined) {
  process.stderr.write(
    "\npulumi-wherobots is not installed where " +
      __dirname +
      " can find it: run `pulumi install`, or the install of your package manager, in the folder whose package.json has it\n",
  );
  process.exitCode = 1;
} else {
  require(path.join(found, "plugin", "pulumi-resource-wherobots.cjs"));
}
