"use strict";

/** `import type` leaves no trace in the compiled file, so it may cross where running code may not. */
const RUNNING = { dependencyTypesNot: ["type-only"] };

/** Pure modules without imports of their own that every part of provider/ may use, the API client too. */
const LEAVES = "^provider/(clock|redact|remote-text|version)\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "sdk-stays-light",
      comment:
        "A user's program imports sdk/ in every preview: it must load neither the provider nor an HTTP client. " +
        "Use `import type`, or move what both need into sdk/.",
      severity: "error",
      from: { path: "^sdk/" },
      to: { path: "^(provider|emulator)/|node_modules/(undici|zod|hono|@hono|ajv)", ...RUNNING },
    },
    {
      name: "pulumi-in-hosts-only",
      comment:
        "Both hosts are thin adapters over a lifecycle that takes and returns plain values. " +
        "Only provider/hosts/ may know Pulumi, not even its types come further.",
      severity: "error",
      from: { path: "^provider/", pathNot: "^provider/hosts/" },
      to: { path: "node_modules/@pulumi/|^@pulumi/" },
    },
    {
      name: "hosts-on-top",
      comment: "Hosts adapt the lifecycle; only the package's entry takes a host.",
      severity: "error",
      from: { path: "^provider/", pathNot: "^provider/(hosts/|index\\.ts$)" },
      to: { path: "^provider/hosts/" },
    },
    {
      name: "api-client-at-the-bottom",
      comment:
        "provider/api is a client of its own; what it shares with the rest is one of the listed leaves.",
      severity: "error",
      from: { path: "^provider/api/" },
      to: { path: "^(provider|sdk|emulator)/", pathNot: ["^provider/api/", LEAVES] },
    },
    {
      name: "leaves-stay-leaves",
      comment:
        "A module that everything may import must import nothing of ours, else it is a way around the arrows.",
      severity: "error",
      from: { path: LEAVES },
      to: { path: "^(provider|sdk|emulator)/", pathNot: LEAVES, ...RUNNING },
    },
    {
      name: "provider-knows-no-emulator",
      comment: "The provider talks to an address; which server is behind it is nothing to it.",
      severity: "error",
      from: { path: "^provider/" },
      to: { path: "^emulator/" },
    },
    {
      name: "emulator-on-its-own",
      comment: "Schemas shared between the client and the emulator would hide shared mistakes.",
      severity: "error",
      from: { path: "^emulator/" },
      to: { path: "^(sdk|provider)/|node_modules/@pulumi/" },
    },
    {
      name: "nothing-imports-tests",
      comment:
        "Tests are leaves; what measures or tries for long, in bench/, stands on their harness and is no part of a test.",
      severity: "error",
      from: { pathNot: "^(tests|bench)/" },
      to: { path: "^tests/" },
    },
    {
      name: "nothing-imports-bench",
      comment: "What runs at length is a program: a test starts it as a process of its own.",
      severity: "error",
      from: { pathNot: "^(bench|tests/unit/(bench|docs))/" },
      to: { path: "^bench/" },
    },
    {
      name: "shipped-code-needs-shipped-packages",
      comment:
        "What is in the package must not need a development dependency. Pulumi is a peer, and grpc-js and protobuf " +
        "are only named as types: their copies are taken from Pulumi at run time.",
      severity: "error",
      from: { path: "^(sdk|provider|emulator)/" },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only", "npm-peer"],
        pathNot: "/(@pulumi/pulumi|@grpc/grpc-js|(@types/)?google-protobuf)/",
      },
    },
    {
      name: "no-cycles",
      comment: "Modules that need each other are one module, or miss a third.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: RUNNING },
    },
    {
      name: "everything-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^pulumi-wherobots" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["require", "node", "types"],
    },
  },
};
