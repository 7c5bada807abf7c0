"use strict";

/** `import type` leaves no trace in the compiled file, so it may cross where running code may not. */
const RUNNING = { dependencyTypesNot: ["type-only"] };

/**
 * The floors of a folder, from the bottom up. A room stands on those below it, and not on its neighbours; types count too.
 * CONTRIBUTING.md says what each is for.
 */
const FLOORS = {
  provider: [
    ["clock", "log", "values", "version", "node-version", "text"],
    ["api", "inputs"],
    ["watch"],
    ["account"],
    ["resource"],
    ["run"],
    ["storage"],
    ["resources", "functions"],
    ["job-files"],
    ["hosts"],
    ["index"],
  ],
  emulator: [
    ["accounts", "clock", "problem", "random", "recorder", "wildcard"],
    ["faults", "openapi", "runs", "storage"],
    ["options"],
    ["world"],
    ["routes"],
    ["http", "initial"],
    ["control"],
    ["emulator", "shell-options"],
    ["bin", "index"],
  ],
};

function floorRules([folder, floors]) {
  return floors.flatMap((rooms, floor) =>
    rooms.map((room) => ({
      name: `${folder}-${room}-looks-down`,
      comment:
        "A room stands on the floors below it (FLOORS in .dependency-cruiser.cjs): move what both need down.",
      severity: "error",
      from: { path: `^${folder}/${room}(/|\\.ts$)` },
      to: {
        path: `^${folder}/`,
        pathNot: `^${folder}/(${[room, ...floors.slice(0, floor).flat()].join("|")})(/|\\.ts$)`,
      },
    })),
  );
}

/** Whoever adds a room says on which floor it stands. */
function strangerRule([folder, floors]) {
  return {
    name: `${folder}-has-these-rooms`,
    comment: "Each file and folder at its top stands on a floor (FLOORS in .dependency-cruiser.cjs).",
    severity: "error",
    from: {},
    to: { path: `^${folder}/`, pathNot: `^${folder}/((${floors.flat().join("|")})(/|\\.ts$))` },
  };
}

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
    ...Object.entries(FLOORS).flatMap(floorRules),
    ...Object.entries(FLOORS).map(strangerRule),
    {
      name: "wire-imports-nothing",
      comment:
        "What may never change depends on nothing that may. sdk/, provider/ and scripts/ all import it.",
      severity: "error",
      from: { path: "^wire/" },
      to: { path: "^[a-z]+/", pathNot: "^wire/" },
    },
    {
      name: "provider-knows-no-emulator",
      comment: "The provider talks to an address; which server is behind it is nothing to it.",
      severity: "error",
      from: { path: "^provider/" },
      to: { path: "^emulator/" },
    },
    {
      name: "cli-on-the-rules",
      comment: "The command stands on the rules of the provider, as the hosts do, and on no host.",
      severity: "error",
      from: { path: "^cli/" },
      to: { path: "^(sdk|emulator|provider/(hosts|index))|node_modules/@pulumi/" },
    },
    {
      name: "testing-on-top",
      comment: "What people test with stands on the emulator, and of the rest on types alone.",
      severity: "error",
      from: { path: "^testing/" },
      to: { path: "^(sdk|provider|cli)/", ...RUNNING },
    },
    {
      name: "nothing-imports-testing",
      severity: "error",
      from: { pathNot: "^(testing|tests)/" },
      to: { path: "^testing/" },
    },
    {
      name: "nothing-imports-cli",
      comment: "The command is a program: others start it.",
      severity: "error",
      from: { pathNot: "^(cli|tests|scripts)/" },
      to: { path: "^cli/" },
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
      name: "tests-share-support",
      comment:
        "What two folders of tests use is in tests/support. Golden states and fault tables are data, which others read.",
      severity: "error",
      from: { path: "^tests/([^/]+)/", pathNot: "^tests/support/" },
      to: { path: "^tests/", pathNot: "^tests/($1|support|state|lifecycle/faults)/" },
    },
    {
      name: "support-stands-alone",
      comment: "Helpers are used by tests and use none.",
      severity: "error",
      from: { path: "^tests/support/" },
      to: { path: "^tests/", pathNot: "^tests/support/" },
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
      // What the page of a report draws with is bundled into it.
      from: { path: "^(wire|sdk|provider|emulator|testing|cli)/", pathNot: "^cli/report/page/" },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only", "npm-peer"],
        pathNot: "/(@pulumi/pulumi|@grpc/grpc-js|(@types/)?google-protobuf)/",
      },
    },
    {
      name: "no-cycles",
      comment: "Modules that need each other, for types only too, are one module, or miss a third.",
      severity: "error",
      from: {},
      to: { circular: true },
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
