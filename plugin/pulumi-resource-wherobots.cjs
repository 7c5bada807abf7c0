#!/usr/bin/env node
"use strict";

// Any Node may be the one that reads this, so its syntax is that of old ones.
var nodeProblem = require("../dist/provider/node-version.js").nodeProblem;

var problem = nodeProblem(process.versions.node, process.execPath);
if (problem === undefined) {
  require("../dist/provider/hosts/plugin/main.js").main({
    schemaFile: require.resolve("./schema.json"),
    components: function () {
      return require("../dist/sdk/plugin/components.js").COMPONENTS;
    },
  });
} else {
  // On a line of its own, where Pulumi repeats it behind words of its own.
  process.stderr.write("\n" + problem + "\n");
  process.exitCode = 1;
}
