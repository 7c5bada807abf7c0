import type { EmulatorAccount } from "./accounts";
import { parseTime } from "./clock";
import type { Contract } from "./openapi/contract";
import { describedOperations } from "./openapi/description";
import type { InitialFile, InitialRun, InitialStorage } from "./options";
import { ApiProblem } from "./problem";
import { storeRun } from "./routes/submission";
import type { World } from "./world";

/**
 * Puts in what is to be there at the start.
 *
 * @throws RangeError that names the first entry which the API would not have taken
 */
export function fill(world: World, contract: Contract): void {
  const { runs = [], files = [], storages = [] } = world.options.initial ?? {};
  storages.forEach((storage, index) => at(`storages[${index}]`, () => addStorage(world, storage)));
  files.forEach((file, index) => at(`files[${index}]`, () => addFile(world, file)));
  runs.forEach((run, index) => at(`runs[${index}]`, () => addRun(world, contract, run)));
}

function at(place: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    const reason =
      cause instanceof ApiProblem ? cause.details.map(({ details }) => details).join("; ") : String(cause);
    throw new RangeError(`initial ${place}: ${reason}`, { cause });
  }
}

const CREATE = describedOperations().find(({ id }) => id === "createJobRun");

function addRun(
  world: World,
  contract: Contract,
  { payload, region, plan, createTime, apiKey }: InitialRun,
): void {
  if (CREATE) contract.body(CREATE, payload);
  const account = accountOf(world, apiKey);
  storeRun(world, {
    sent: payload,
    account,
    region: region ?? account.defaultRegion,
    plan,
    createMs: createTime === undefined ? world.clock.now() : timeOf(createTime),
    sourceClient: null,
  });
}

function addFile(world: World, { uri, text = "" }: InitialFile): void {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) throw new RangeError(`${uri} is not s3://BUCKET/KEY`);
  world.objects.put(bucket, key, Buffer.from(text), world.clock.now());
}

function addStorage(world: World, { apiKey, ...storage }: InitialStorage): void {
  const account = accountOf(world, apiKey);
  world.storages.add(account, {
    region: account.defaultRegion,
    readOnly: false,
    roleArn: null,
    cloudConnectionId: null,
    ...storage,
    createMs: world.clock.now(),
  });
}

function accountOf({ accounts }: World, apiKey: string | undefined): EmulatorAccount {
  const found = accounts.all.find((account) => apiKey === undefined || account.apiKey === apiKey);
  if (!found) throw new RangeError(`no account has the key ${apiKey ?? ""}`);
  return found;
}

function timeOf(text: string): number {
  const ms = parseTime(text);
  if (ms === undefined) throw new RangeError(`${text} is not a time in ISO 8601`);
  return ms;
}
