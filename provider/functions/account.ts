import { z } from "zod";
import { ifAllowed } from "../account/session";
import { briefCallOptions } from "../run/call-options";
import { safeTexts } from "../run/observe";
import { given, present } from "../values";
import { providerFunction } from "./provider-function";
import type { OrganizationRecord, StorageList } from "./records";
import { storageRecord } from "./storage-record";

const none = z.strictObject({});

/** The organisation of this credential, its limits, and who the credential acts as. */
export const getOrganization = providerFunction(none, async (_, context): Promise<OrganizationRecord> => {
  const api = context.session.api();
  const options = briefCallOptions(context);
  const [organization, quotas, user] = await Promise.all([
    api.getOrganization(options),
    ifAllowed(api.getQuotas(options)),
    ifAllowed(api.getCurrentUser(options)),
  ]);
  const { id, name, defaultRegion, defaultRuntime, allowedRegions } = organization;
  return safeTexts({
    id,
    ...present({ name, defaultRegion, defaultRuntime }),
    allowedRegions: allowedRegions ?? [],
    ...given({ quotas: quotas && present(quotas) }),
    ...(user === undefined
      ? {}
      : { user: { id: user.id, ...present({ email: user.email, name: user.name }) } }),
  });
});

/** Where the files of this credential's organisation are. */
export const getStorages = providerFunction(none, async (_, context): Promise<StorageList> => {
  const found = await context.session.api().listStorages(briefCallOptions(context));
  // The API promises no order.
  return { storages: found.map(storageRecord).sort((a, b) => (a.name < b.name ? -1 : 1)) };
});
