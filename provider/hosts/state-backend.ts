import { readdirSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type HeldRun, STATE_UNREAD, type StackState } from "../resource";
import { fieldOf, textAt } from "../values";
import { type Checkpoint, checkpointIn, type HeldRuns, heldRunsIn, stateIdIn } from "./checkpoint";
import { pulumisYaml } from "./pulumi-modules";

/** What is asked of the machine to find a stack's state. */
export interface BackendSources {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the project, or one below it. */
  cwd: string;
  homeFolder: string;
  hostName: string;
  /** The text of a file, unpacked if its name ends in .gz; undefined if there is no such file. */
  readText: (file: string) => string | undefined;
  /** Names in a folder; none if there is no such folder. */
  listFolder: (folder: string) => readonly string[];
  parseYaml: (text: string) => unknown;
}

/** This machine. YAML is read with the package that Pulumi's own SDK brings, and only where a project is asked. */
export function machineSources(env: BackendSources["env"], cwd: string): BackendSources {
  return {
    env,
    cwd,
    homeFolder: homedir(),
    hostName: hostname(),
    readText: (file) =>
      ifGood(() => {
        const bytes = readFileSync(file);
        return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      }),
    listFolder: (folder) => ifGood(() => readdirSync(folder)) ?? [],
    parseYaml: (text) => pulumisYaml().load(text),
  };
}

/** Gives the state of a stack. */
export type StackStates = (project: string, stack: string) => StackState;

const FILE = "file://";

/**
 * The states of this process's stacks. A state in a folder is read, once, when it is first asked: by then the engine has
 * written the stack's own resource into it. One in a bucket or a database is told by its address.
 */
export function stackStates(sources: BackendSources): StackStates {
  const known = new Map<string, StackState>();
  return (project, stack) => {
    const key = JSON.stringify([project, stack]);
    const state = known.get(key) ?? stateOf(sources, project, stack);
    known.set(key, state);
    return state;
  };
}

function stateOf(sources: BackendSources, project: string, stack: string): StackState {
  const url = backendUrl(sources);
  if (url === undefined || /^https?:/.test(url)) return STATE_UNREAD;
  return url.startsWith(FILE)
    ? new FolderState(folderOf(url, sources), project, stack, sources)
    : { ...STATE_UNREAD, place: addressOf(url) };
}

/** The clock of the API and that of this machine may differ. */
const HISTORY_MARGIN_MS = 24 * 3_600_000;
/** Commands that are looked through at most. */
const MAX_HISTORY = 200;

/** The state of one stack as Pulumi keeps it in a folder. */
class FolderState implements StackState {
  readonly place: string;
  private readonly bookkeeping: string;
  private loaded: Checkpoint | undefined;
  private loadedRuns: HeldRuns | undefined;
  /** What earlier commands left, the newest last, as far as it is not read. */
  private unreadHistory: string[] | undefined;
  /** When a command last ended with the run in state, of the history that is read. */
  private readonly lastHeldMs = new Map<string, number>();

  constructor(
    folder: string,
    private readonly project: string,
    private readonly stack: string,
    private readonly sources: BackendSources,
  ) {
    this.place = `${sources.hostName} ${folder}`;
    this.bookkeeping = path.join(folder, ".pulumi");
  }

  get id(): string {
    return stateIdIn(this.checkpoint);
  }

  holderOf(runId: string): HeldRun | undefined {
    return this.heldRuns.byId.get(runId);
  }

  heldAt(resourcePath: string): HeldRun | undefined {
    return this.heldRuns.byPath.get(resourcePath);
  }

  onceHeld(runId: string, sinceMs: number): boolean {
    const fromMs = sinceMs - HISTORY_MARGIN_MS;
    this.readHistory(fromMs);
    return (this.lastHeldMs.get(runId) ?? Number.NEGATIVE_INFINITY) >= fromMs;
  }

  /** Reads back to that time, each file once: a batch asks for thousands of runs. */
  private readHistory(fromMs: number): void {
    const folder = path.join(this.bookkeeping, "history", this.project, this.stack);
    this.unreadHistory ??= this.sources
      .listFolder(folder)
      .filter((file) => writtenMs(file) !== undefined)
      .sort()
      .slice(-MAX_HISTORY);
    for (;;) {
      const file = this.unreadHistory.at(-1);
      const fileMs = file === undefined ? undefined : writtenMs(file);
      if (file === undefined || fileMs === undefined || !(fileMs >= fromMs)) return;
      this.unreadHistory.pop();
      for (const runId of heldRunsIn(this.read(path.join(folder, file))).byId.keys())
        if (!this.lastHeldMs.has(runId)) this.lastHeldMs.set(runId, fileMs);
    }
  }

  private get heldRuns(): HeldRuns {
    this.loadedRuns ??= heldRunsIn(this.checkpoint);
    return this.loadedRuns;
  }

  private get checkpoint(): Checkpoint {
    this.loaded ??= this.read(path.join(this.bookkeeping, "stacks", this.project, `${this.stack}.json`));
    return this.loaded;
  }

  /** Pulumi writes it packed where it is told to. */
  private read(file: string): Checkpoint {
    const { readText } = this.sources;
    const text = readText(file) ?? (file.endsWith(".json") ? readText(`${file}.gz`) : undefined);
    return checkpointIn(ifGood(() => JSON.parse(text ?? "") as unknown));
  }
}

/** `<stack>-<nanoseconds>.checkpoint.json`, what a command left. @returns milliseconds since the epoch */
function writtenMs(file: string): number | undefined {
  const found = /-(\d+)\.checkpoint\.json(?:\.gz)?$/.exec(file);
  return found ? Number(found[1]) / 1e6 : undefined;
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
        fieldOf(
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

function folderOf(url: string, { cwd, homeFolder }: BackendSources): string {
  const [given = ""] = url.slice(FILE.length).split("?");
  return given.startsWith("~") ? path.join(homeFolder, given.slice(1)) : path.resolve(cwd, given);
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
