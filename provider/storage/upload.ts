import { createHash } from "node:crypto";
import { isLoopback } from "../account/config";
import type { StoredPath } from "../api/client";
import { PermissionError } from "../api/errors";
import { type HttpAnswer, TransportFailure } from "../api/transport";
import { type LifecycleContext, UserError } from "../resource";
import { callOptions } from "../run/call-options";
import { mebibytes } from "./local-file";
import { createUploadUrl } from "./objects";
import { notUploaded, type PlacedFile } from "./placed-file";
import { storedBytes } from "./stored-file";

/** PUTs of one file, each to an address of its own; between them 0.5, 1, 2 and 4 seconds. */
const MAX_PUTS = 5;
const FIRST_PAUSE_MS = 500;
/** An upload that takes no time needs no line of its own. */
const SHOWN_FROM_BYTES = 8 * 1024 * 1024;
const PROGRESS_EVERY_MS = 1_000;
/**
 * Answers of the storage after which another address may do: an address that expired is answered with 403, credentials
 * that did with 400.
 */
const PASSING: ReadonlySet<number> = new Set([400, 403, 408, 429]);

/**
 * Brings a file to its place, once in this process. It is not sent again if storage has it already, as after a
 * deployment that was killed.
 *
 * @throws UserError that says what became of it; nothing that is incomplete is left in storage
 */
export async function uploadFile(placed: PlacedFile, context: LifecycleContext): Promise<void> {
  const { storageId, path, uri } = placed;
  context.session.usedUploads.add(uri);
  try {
    await context.session.shared(`upload of ${storageId} ${path}`, () => uploadOnce(placed, context));
  } catch (error) {
    throw notUploaded(placed.input, placed.file, error, context);
  }
}

async function uploadOnce(placed: PlacedFile, context: LifecycleContext): Promise<void> {
  if ((await visibleBytes(placed, context)) === placed.sizeBytes) return;
  const { clock, signal, log } = context;
  let mayBeThere = false;
  for (let puts = 1; ; puts++) {
    const problem = await put(
      placed,
      puts === 1 ? placed.uploadUrl : await freshUrl(placed, context),
      context,
    );
    if (problem === undefined) break;
    mayBeThere ||= problem.mayBeThere;
    if (!problem.passes || puts === MAX_PUTS) {
      const left = mayBeThere
        ? `. An answer was lost, so it may be there all the same, as ${placed.uri}`
        : "";
      throw new UserError(`${problem.text} (tried ${puts} times)${left}`);
    }
    log("info", `upload of ${placed.file.name}: ${problem.text}; trying again`, { ephemeral: true });
    await clock.sleep(FIRST_PAUSE_MS * 2 ** (puts - 1), signal);
  }
  const stored = await visibleBytes(placed, context);
  if (stored !== undefined && stored !== placed.sizeBytes)
    throw new UserError(`storage lists ${stored} bytes of ${placed.uri}, and ${placed.sizeBytes} were sent`);
}

async function freshUrl({ storageId, path }: PlacedFile, context: LifecycleContext): Promise<string> {
  return (await createUploadUrl({ storageId, path }, context, callOptions(context))).uploadUrl;
}

/** The same as `storedBytes` for a key that may not look there: what it cannot see is not known. */
async function visibleBytes(stored: StoredPath, context: LifecycleContext): Promise<number | undefined> {
  try {
    return await storedBytes(stored, context);
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    throw error;
  }
}

/** Why the object is not there. */
interface PutProblem {
  readonly text: string;
  /** Whether another try may do. */
  readonly passes: boolean;
  /** Whether the object may be there all the same. */
  readonly mayBeThere: boolean;
}

async function put(
  { file, sizeBytes }: PlacedFile,
  url: string,
  context: LifecycleContext,
): Promise<PutProblem | undefined> {
  const { protocol, hostname, host } = new URL(url);
  if (protocol !== "https:" && !isLoopback(hostname))
    return {
      text: `the address to upload to (${host}) is not one of https`,
      passes: false,
      mayBeThere: false,
    };
  const md5 = createHash("md5");
  const progress = progressOf(file.name, sizeBytes, context);
  const body = file.open((part) => {
    md5.update(part);
    progress(part.length);
  });
  try {
    const answer = await context.session.api().putFile(url, body, sizeBytes, context.signal);
    return answerProblem(answer, host, md5.digest("hex"));
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return {
      text: `${host} gave no answer: ${error.reason}`,
      passes: true,
      mayBeThere: error.mayHaveApplied,
    };
  } finally {
    body.destroy();
  }
}

function answerProblem(
  { status, text, headers }: HttpAnswer,
  host: string,
  md5: string,
): PutProblem | undefined {
  if (status >= 200 && status < 300) {
    // Only of an object that is stored in the clear is the tag the hash of its bytes.
    const [, tag] = /^"([0-9a-f]{32})"$/.exec(headers["etag"] ?? "") ?? [];
    const isHash =
      tag !== undefined && !(headers["x-amz-server-side-encryption"] ?? "").startsWith("aws:kms");
    if (!isHash || tag === md5) return undefined;
    return { text: `${host} stored other bytes than were sent`, passes: true, mayBeThere: true };
  }
  const [code, message] = ["Code", "Message"].map(
    (name) => new RegExp(`<${name}>([^<]{1,200})<`).exec(text)?.[1],
  );
  const said = [code, message].filter((part) => part !== undefined).join(": ");
  return {
    text: `${host} answered HTTP ${status}${said === "" ? "" : ` ${said}`}`,
    passes: status >= 500 || PASSING.has(status),
    mayBeThere: status >= 500,
  };
}

function progressOf(
  name: string,
  sizeBytes: number,
  { clock, log }: LifecycleContext,
): (bytes: number) => void {
  if (sizeBytes < SHOWN_FROM_BYTES) return () => undefined;
  let sent = 0;
  let saidAtMs = clock.now();
  return (bytes) => {
    sent += bytes;
    if (clock.now() - saidAtMs < PROGRESS_EVERY_MS) return;
    saidAtMs = clock.now();
    log("info", `uploading ${name}: ${mebibytes(sent)} of ${mebibytes(sizeBytes)} MiB`, { ephemeral: true });
  };
}
