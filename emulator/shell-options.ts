import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ControlBodies } from "./control/control-bodies";
import type { EmulatorOptions } from "./options";

/** A flag that stands for one option of createEmulator. */
interface Flag {
  /** Stands for its value in the help; absent for a flag that is there or not. */
  value?: string;
  help: string;
}

/** What stands for a number in the help. */
const NUMBERS: ReadonlySet<string | undefined> = new Set(["PORT", "N", "MS"]);
/** What stands for a value in JSON. */
const JSON_VALUE = "JSON";

/** A flag whose value is a file. */
interface FileFlag {
  help: string;
  /** Where the text of the file goes among the options. */
  read: (text: string) => object;
}

/** About 20 MB of usual requests: an emulator from a shell may be left running for weeks. */
const KEPT_REQUESTS = 10_000;

const FLAGS: Readonly<Partial<Record<keyof EmulatorOptions, Flag>>> = {
  port: { value: "PORT", help: "any free one by default" },
  host: { value: "HOST", help: "where it listens: 127.0.0.1, or 0.0.0.0 in a container" },
  publicUrl: {
    value: "URL",
    help: "where clients reach it, for links: a proxy in front, a certificate's name",
  },
  clock: { value: "KIND", help: "real, or manual: POST /__emulator/advance moves it" },
  startTime: { value: "TIME", help: "where a manual clock starts, ISO 8601" },
  seed: { value: "N", help: "the same ids of runs and the same chance faults" },
  rateLimitPerSecond: { value: "N", help: "requests of one key in a second; more get 429" },
  keptRequests: { value: "N", help: `recorded requests that are kept; ${KEPT_REQUESTS} by default` },
  cancelOfFinishedRun: { value: "HOW", help: "ok, conflict (409, the default) or badRequest (400)" },
  requireRegionAndRuntime: { help: "422 for a run without region or runtime, as the older API" },
  numericLogTimestamps: { help: "integers in logs, as the older API" },
  opaqueLogCursors: { help: "log cursors that are no numbers" },
  echoDefaultRuntime: { help: "the runtime in runs that named none" },
  storageQuotaBytes: { value: "N", help: "size of the managed storage; no upload once it is full" },
  accessAfterChecks: { value: "N", help: "access checks of a new storage integration that find none" },
  accessAfterMs: { value: "MS", help: "time until a new storage integration has access" },
  duplicateStorages: {
    value: "HOW",
    help: "ok or conflict (409, the default): two integrations of one name or path",
  },
  accounts: { value: JSON_VALUE, help: "list of accounts with their keys, users and organisations" },
  defaultPlan: { value: JSON_VALUE, help: "plan of the runs that no rule matches" },
  quotas: { value: JSON_VALUE, help: "limits of the organisation, as '{\"CPU\": 64}'" },
  forbiddenPaths: { value: JSON_VALUE, help: "list of patterns for paths without access" },
  publicBuckets: { value: JSON_VALUE, help: 'as \'{"open-data": "free"}\'' },
  cloudConnections: { value: JSON_VALUE, help: "list of ids that an integration may name" },
};

/** Flags by their names in a shell: `--public-url` is `publicUrl`. */
const FLAGS_BY_NAME = new Map(
  Object.entries(FLAGS).map(([option, flag]) => {
    const name = option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return [name, { ...flag, option }] as const;
  }),
);

const FILE_FLAGS: Readonly<Record<string, FileFlag>> = {
  "options-file": {
    help: "JSON object of options by their names in createEmulator; flags win",
    read: (text) => objectIn(text),
  },
  "seed-file": {
    help: "JSON object of runs, files and storages that are there from the start",
    read: (text) => ({ initial: objectIn(text) }),
  },
  "plan-file": { help: "JSON array of plan rules", read: (text) => ({ plans: json(text) }) },
  "fault-file": { help: "JSON array of faults", read: (text) => ({ faults: json(text) }) },
  cert: { help: "certificate in PEM, to serve https; with --key", read: (cert) => ({ cert }) },
  key: { help: "its private key in PEM", read: (key) => ({ key }) },
};

/** What `--help` prints. */
export function shellHelp(): string {
  const files = Object.entries(FILE_FLAGS).map(([name, { help }]) => helpLine(`${name} FILE`, help));
  const others = [...FLAGS_BY_NAME].map(([name, { value, help }]) =>
    helpLine(value === undefined ? name : `${name} ${value}`, help),
  );
  return `usage: wherobots-emulator [flags]

Plays the Wherobots API on this machine until Ctrl-C, and forgets everything then.
Point a client at it, with the key wbk_emulator:

  wherobots-emulator --port 8765
  export WHEROBOTS_API_URL=http://127.0.0.1:8765 WHEROBOTS_API_KEY=wbk_emulator

Each run as slow as a real one, and the next submission answered with 503:

  echo '[{"plan": {"pendingMs": 60000, "runningMs": 300000}}]' > plans.json
  echo '[{"kind": "status", "status": 503, "method": "POST", "path": "/runs"}]' > faults.json
  wherobots-emulator --plan-file plans.json --fault-file faults.json

A run and a script that are there already:

  echo '{"runs": [{"payload": {"name": "nightly-1", "runPython": {"uri": "s3://b/a.py"}}}]}' > seed.json
  wherobots-emulator --seed-file seed.json

For clients that insist on https:

  wherobots-emulator --port 8765 --cert cert.pem --key key.pem --public-url https://localhost:8765

Files:
${files.join("\n")}

Options:
${others.join("\n")}
${helpLine("help", "this text")}

Runs and requests: open its address in a browser.
`;
}

/** The options that the words of a shell ask for, or "help". @throws Error in one line for words that do not fit. */
export function shellOptions(words: readonly string[]): EmulatorOptions | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: { ...parsedFlags(), help: { type: "boolean" } },
  });
  if (values["help"] === true) return "help";
  const given = Object.entries(values).filter(([name]) => name !== "help");
  const fromFiles = given.flatMap(([name, file]) => {
    const flag = FILE_FLAGS[name];
    return flag === undefined ? [] : [readFlag(name, String(file), flag)];
  });
  const fromFlags = given.flatMap(([name, value]) => {
    const flag = FLAGS_BY_NAME.get(name);
    return flag === undefined ? [] : [{ [flag.option]: valueOf(name, value, flag) }];
  });
  const all: Record<string, unknown> = {};
  for (const part of [...fromFiles, ...fromFlags]) Object.assign(all, part);
  const { cert, key, ...options } = all;
  const tls = cert === undefined && key === undefined ? {} : { tls: { cert, key } };
  return new ControlBodies().options({ keptRequests: KEPT_REQUESTS, ...options, ...tls });
}

function valueOf(name: string, given: unknown, { value }: Flag): unknown {
  if (NUMBERS.has(value)) return numberOf(name, String(given));
  if (value !== JSON_VALUE) return given;
  try {
    return json(String(given));
  } catch (cause) {
    throw new Error(`--${name} is not JSON: ${String(given)}`, { cause });
  }
}

function parsedFlags(): Record<string, { type: "boolean" | "string" }> {
  const names = [...Object.keys(FILE_FLAGS), ...FLAGS_BY_NAME.keys()];
  return Object.fromEntries(
    names.map((name) => {
      const flag = FLAGS_BY_NAME.get(name);
      return [name, { type: flag !== undefined && flag.value === undefined ? "boolean" : "string" }];
    }),
  );
}

function readFlag(name: string, file: string, { read }: FileFlag): object {
  try {
    return read(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--${name} ${file}: ${reason}`, { cause });
  }
}

function numberOf(name: string, text: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(number)) throw new Error(`--${name} ${text} is not a number`);
  return number;
}

function json(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

function objectIn(text: string): object {
  const value = json(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new TypeError("it holds no JSON object");
}

function helpLine(flag: string, help: string): string {
  return `  --${flag.padEnd(28)} ${help}`;
}
