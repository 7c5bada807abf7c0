import { createRequire } from "node:module";

// The rest of it is TypeScript, as the other scripts are; what VitePress loads is a module with a default export.
const load = createRequire(import.meta.url);
load("ts-node/register/transpile-only");
const { SETTINGS, vitepressConfig } = load("../../vitepress-config.ts");

export default vitepressConfig(JSON.parse(process.env[SETTINGS]));
