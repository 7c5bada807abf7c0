"use strict";

// Plain JavaScript, for it is started as a process of its own, without a compiler:
//   official-installer.js probe                    is the installer to be had at all?
//   official-installer.js install ROOT VERSION     installs into ROOT/bin
const INSTALLER = "https://get.pulumi.com/install.sh";

async function probe() {
  const response = await fetch(INSTALLER, { method: "HEAD" });
  if (!response.ok) throw new Error(`${INSTALLER} answered ${response.status}`);
}

async function install(root, version) {
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  await PulumiCommand.install({ root, version });
}

async function main([step, ...rest]) {
  await (step === "probe" ? probe() : install(...rest));
}

main(process.argv.slice(2)).catch((error) => {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  process.stderr.write(`${error.message}${cause} (${INSTALLER})\n`);
  process.exitCode = 1;
});
