"use strict";

// Pulumi has cloned the repository and run `npm install` in this folder, which builds what is above it.
require("../plugin/pulumi-resource-wherobots.cjs");
