import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, hostname } from "node:os";
import path from "node:path";

/** What is asked of the machine to tell one state from another. */
export interface BackendSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the project, or one below it. */
  cwd: string;
  homeFolder: string;
  hostName: string;
  /** Undefined if there is no such file. */
  readText: (file: string) => string | undefined;
  /** When a file was written, in any unit; undefined if there is no such file. */
  writtenAt: (file: string) => string | undefined;
  parseYaml: (text: string) => unknown;
}

/** This machine. YAML is read with the package that Pulumi's own SDK brings, and only where a project is asked. */
export function machineSources(env: BackendSources["env"], cwd: string): BackendSources {
  return {
    env,
    cwd,
    homeFolder: homedir(),
    hostName: hostname(),
    readText: (file) => ifGood(() => readFileSync(file, "utf8")),
    writtenAt: (file) => ifGood(() => String(statSync(file, { bigint: true }).mtimeNs)),
    parseYaml: (text) => {
      const ofPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
      return (ofPulumi("js-yaml") as { load: (text: string) => unknown }).load(text);
    },
  };
}

const FILE = "file://";

/**
 * Tells the state of this stack from another of the same organisation, project and stack name, as two machines have
 * them that each keep their own: a bucket by its address, a folder by the moment in which Pulumi made it, which goes
 * with the folder wherever it is moved or restored. Empty where Pulumi Cloud keeps the state, since there those three
 * names are unique, and where nobody says.
 */
export function stateBackend(sources: BackendSources): string {
  const url = backendUrl(sources);
  if (url === undefined || /^https?:/.test(url)) return "";
  return url.startsWith(FILE) ? folderMark(url, sources) : addressOf(url);
}

/** In the engine's own order: environment, project, login. */
function backendUrl(sources: BackendSources): string | undefined {
  return textAt(sources.env, "PULUMI_BACKEND_URL") ?? projectUrl(sources) ?? loginUrl(sources);
}

function projectUrl({ cwd, readText, parseYaml }: BackendSources): string | undefined {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const text = readText(path.join(folder, "Pulumi.yaml")) ?? readText(path.join(folder, "Pulumi.yml"));
    if (text !== undefined)
      return textAt(
        field(
          ifGood(() => parseYaml(text)),
          "backend",
        ),
        "url",
      );
    if (path.dirname(folder) === folder) return undefined;
  }
}

function loginUrl({ env, homeFolder, readText }: BackendSources): string | undefined {
  const folder =
    textAt(env, "PULUMI_CREDENTIALS_PATH") ?? textAt(env, "PULUMI_HOME") ?? path.join(homeFolder, ".pulumi");
  const text = readText(path.join(folder, "credentials.json"));
  return text === undefined
    ? undefined
    : textAt(
        ifGood(() => JSON.parse(text) as unknown),
        "current",
      );
}

/** Pulumi writes this file once, when it first uses the folder. */
function folderMark(url: string, { cwd, homeFolder, hostName, writtenAt }: BackendSources): string {
  const [given = ""] = url.slice(FILE.length).split("?");
  const folder = given.startsWith("~") ? path.join(homeFolder, given.slice(1)) : path.resolve(cwd, given);
  const writtenAtText = writtenAt(path.join(folder, ".pulumi", "meta.yaml"));
  return writtenAtText === undefined ? `${hostName} ${folder}` : `folder of ${writtenAtText}`;
}

/** Without the password that the address of a database may carry, and without options. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/+$/, "")}`;
}

function ifGood<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === "string" && found !== "" ? found : undefined;
}
