import { Contract } from "../../../../emulator/openapi/contract";
import { describedOperations } from "../../../../emulator/openapi/description";
import type { StorageIntegrationInputs } from "../../../../provider/resources/storage-integration/fields";
import { storageIntegrationLifecycle } from "../../../../provider/resources/storage-integration/index";
import type { StorageIntegrationState } from "../../../../provider/resources/storage-integration/state";
import type { Properties } from "../../../../provider/values";
import { UNKNOWN } from "../../../../wire/pulumi-values";
import { offlineContext } from "../../../support/context/lifecycle-context";

const { check, diff, preview } = storageIntegrationLifecycle;
const INPUTS: StorageIntegrationInputs = {
  name: "tiles",
  path: "s3://tiles-bucket",
  roleArn: "arn:aws:iam::1:role/x",
};
const CREATED: StorageIntegrationState = {
  ...INPUTS,
  storageId: "int-1",
  region: "aws-us-west-2",
  readOnly: false,
  account: { apiUrl: "https://api.wherobots.test", organizationId: "org-1" },
};
const STATE: StorageIntegrationState = {
  ...CREATED,
  access: { list: true, get: true, put: true, delete: true },
};

function failures(news: Properties): string[] {
  return check(undefined, news, offlineContext()).failures.map(({ path, reason }) => `${path} ${reason}`);
}

describe("check of a StorageIntegration", () => {
  const contract = new Contract();
  const create = describedOperations().find(({ id }) => id === "createIntegration")!;
  const isDescribed = (news: Properties): boolean => {
    try {
      contract.body(create, news);
      return true;
    } catch {
      return false;
    }
  };

  // rule: any-inputs
  it.each<[string, Properties]>([
    ...["t", "n".repeat(50), "n".repeat(51), "", "7", "tiles-7 😀"].map((name): [string, Properties] => [
      "name",
      { ...INPUTS, name },
    ]),
    ...[
      "s3://abc",
      "s3://ab",
      "s3://abc/",
      "s3://abc/x",
      "s3://abc//x",
      "https://abc",
      "s3://abc/ x",
      "s3://a.bc",
    ].map((path): [string, Properties] => ["path", { ...INPUTS, path }]),
    ...[512, 513].map((length): [string, Properties] => [
      "path",
      { ...INPUTS, path: "s3://abc/".padEnd(length, "x") },
    ]),
    ["accessType", { ...INPUTS, accessType: "WRITE" }],
    ["trustedAccountIds", { ...INPUTS, trustedAccountIds: ["210987654321"] }],
  ])("accepts a %s as the API's description does: %j", (path, news) => {
    const found = check(undefined, news, offlineContext()).failures.map((failure) => failure.path);
    expect(found).toEqual(isDescribed(news) ? [] : [path]);
  });

  it.each<[Properties, string]>([
    [{ ...INPUTS, cloudConnectionId: "c-1" }, "roleArn, cloudConnectionId only one of them may be given"],
    [{ path: "s3://tiles-bucket" }, "name "],
    [{ ...INPUTS, role: "x" }, "role is not a known property: did you mean `roleArn`?"],
    [{ ...INPUTS, path: "tiles" }, "path must be the address of a bucket, or of a folder in one"],
  ])("says what is wrong with %j", (news, said) => {
    expect(failures(news)).toEqual([expect.stringContaining(said)]);
  });

  it("waits for what is not known yet", () => {
    expect(failures({ name: UNKNOWN, path: UNKNOWN, roleArn: UNKNOWN, cloudConnectionId: "c-1" })).toEqual(
      [],
    );
  });
});

describe("diff of a StorageIntegration", () => {
  // rule: storage-created
  it.each<[string, Properties]>([
    ["the same", {}],
    ["the default", { accessType: "READ_WRITE", trustedAccountIds: [] }],
    ["null", { cloudConnectionId: null }],
  ])("says none for %s", (_, more) => {
    expect(diff("int-1", STATE, { ...INPUTS, ...more }, offlineContext()).changes).toBe("none");
  });

  // rule: storage-replaced
  it.each<[string, Properties]>([
    ["name", { name: "maps" }],
    ["path", { path: "s3://maps-bucket" }],
    ["roleArn", { roleArn: UNKNOWN }],
    ["cloudConnectionId", { roleArn: undefined, cloudConnectionId: "c-1" }],
    ["accessType", { accessType: "READ" }],
    ["trustedAccountIds", { trustedAccountIds: ["210987654321"] }],
  ])("replaces, and deletes first, for another %s", (path, more) => {
    const { changes, replaces, deleteBeforeReplace } = diff(
      "int-1",
      STATE,
      { ...INPUTS, ...more },
      offlineContext(),
    );
    expect([changes, deleteBeforeReplace]).toEqual(["replace", true]);
    expect(replaces).toContain(path);
  });

  // rule: storage-access
  it.each<[string, Partial<StorageIntegrationState>, "none" | "update"]>([
    ["nothing", { access: { list: false, get: false, put: false, delete: false } }, "update"],
    ["reading", { access: { list: true, get: true, put: false, delete: false } }, "update"],
    ["reading", { access: { list: true, get: true, put: false, delete: false }, readOnly: true }, "none"],
    ["nobody knows what", {}, "update"],
  ])("checks the access again of one that gives %s: %j", (_, more, changes) => {
    expect(diff("int-1", { ...CREATED, ...more }, INPUTS, offlineContext()).changes).toBe(changes);
  });

  it("stores what became secret without a request", () => {
    const result = diff("int-1", STATE, { ...INPUTS, __secretPaths: [["roleArn"]] }, offlineContext());
    expect([result.changes, result.replaces]).toEqual(["update", []]);
  });
});

// rule: preview-outputs
it("the preview of a StorageIntegration shows what stays, and the access if that is enough already", () => {
  expect(preview(INPUTS, undefined)).toMatchObject({ ...INPUTS, storageId: UNKNOWN, access: UNKNOWN });
  expect(preview(INPUTS, STATE)).toEqual(STATE);
  expect(preview(INPUTS, CREATED)).toEqual({ ...STATE, access: UNKNOWN });
});
