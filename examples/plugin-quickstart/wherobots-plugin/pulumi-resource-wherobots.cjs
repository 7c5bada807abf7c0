"use strict";

// Part of a folder that a project commits, docs/plugin.md of pulumi-wherobots says why. Node finds the package from here
// as it does for a program: in this folder, and in those above.
var fs = require("fs");
var path = require("path");

var NAME = "pulumi-wherobots";
var MANAGERS = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
};

function packageFolder() {
  try {
    return path.dirname(require.resolve("pulumi-wherobots/package.json"));
  } catch (error) {
    return undefined;
  }
}

/** The first that `look` finds, in this folder or the nearest above. */
function nearest(look) {
  for (var folder = __dirname; ; folder = path.dirname(folder)) {
    var found = look(folder);
    if (found !== undefined || folder === path.dirname(folder)) return found;
  }
}

function managerIn(folder) {
  var lockFile = Object.keys(MANAGERS).find(function (name) {
    return fs.existsSync(path.join(folder, name));
  });
  return MANAGERS[lockFile];
}

/** As npm and its like name themselves to what they start: `pnpm/10.0.0 npm/? node/v22.0.0`. */
function managerAround() {
  var agent = String(process.env.npm_config_user_agent).split("/")[0];
  return ["npm", "pnpm", "yarn", "bun"].indexOf(agent) < 0 ? "npm" : agent;
}

function lists(folder) {
  try {
    var manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    return NAME in Object.assign({}, manifest.dependencies, manifest.devDependencies);
  } catch (error) {
    return undefined;
  }
}

function advice() {
  var manager = nearest(managerIn) || managerAround();
  var project = nearest(function (folder) {
    return lists(folder) === undefined ? undefined : folder;
  });
  var owner = nearest(function (folder) {
    return lists(folder) ? folder : undefined;
  });
  var isPlugAndPlay = nearest(function (folder) {
    return fs.existsSync(path.join(folder, ".pnp.cjs")) || undefined;
  });
  if (isPlugAndPlay && process.versions.pnp === undefined)
    return "with Plug'n'Play only what Yarn starts can find packages. Run `yarn exec pulumi up`, and so on";
  if (owner !== undefined) return "run `" + manager + " install` in " + owner;
  var add = manager + (manager === "npm" ? " install " : " add ") + NAME;
  if (project === undefined) return "run `npm init -y`, then `" + add + "`, in " + path.dirname(__dirname);
  return (
    "no package.json from here up lists it. Run `" +
    add +
    "` in " +
    project +
    ", or move this folder to beside the package.json that lists it"
  );
}

var found = packageFolder();
if (found === undefined) {
  process.stderr.write(
    "\n" + NAME + " is not installed where " + __dirname + " can find it: " + advice() + "\n",
  );
  process.exitCode = 1;
} else {
  require(path.join(found, "plugin", "pulumi-resource-wherobots.cjs"));
}
