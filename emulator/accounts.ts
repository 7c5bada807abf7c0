/** One credential and what it belongs to. Accounts with one organizationId see each other's runs. */
export interface EmulatorAccount {
  /** Sent as `X-API-Key`. */
  apiKey: string;
  /** Sent as `Authorization: Bearer`. Default: no bearer token is accepted for this account. */
  bearerToken?: string;
  /** Id of the user whose credential it is: who triggered a run, in the API's answers. */
  userId: string;
  /** Address of that user. */
  email: string;
  /** Name of that user. */
  name: string;
  /** Whose runs and storages these are. */
  organizationId: string;
  /** Name of the organisation. */
  organizationName: string;
  /** Used by runs that name no region. */
  defaultRegion: string;
  /** Used by runs that name no runtime. */
  defaultRuntime: string;
  /** Where its runs may compute; a run elsewhere is refused. */
  allowedRegions: string[];
  /** Authenticates, but every run operation answers 403. Default false. */
  forbidden?: boolean;
}

/** The account of an emulator that was given none: key `wbk_emulator`, region `aws-us-west-2`, runtime `tiny`. */
export const DEFAULT_ACCOUNT: Readonly<EmulatorAccount> = {
  apiKey: "wbk_emulator",
  bearerToken: "emulator-bearer-token",
  userId: "user-1",
  email: "runner@emulator.test",
  name: "Runner",
  organizationId: "org-1",
  organizationName: "Organization",
  defaultRegion: "aws-us-west-2",
  defaultRuntime: "tiny",
  allowedRegions: ["aws-us-west-2", "aws-us-east-1", "aws-us-east-2", "aws-eu-west-1", "aws-ap-south-1"],
};

/** Finds the account of a request; keys can be revoked and restored. */
export class AccountDirectory {
  readonly #revoked = new Set<string>();

  constructor(private readonly accounts: readonly EmulatorAccount[]) {}

  /** In the order in which they were given. */
  get all(): readonly EmulatorAccount[] {
    return this.accounts;
  }

  /** Revokes the account with this API key, its bearer token included. */
  revoke(apiKey: string): void {
    this.#revoked.add(apiKey);
  }

  restore(apiKey: string): void {
    this.#revoked.delete(apiKey);
  }

  /** The account that these lower-case headers authenticate, if any. */
  authenticate(headers: Readonly<Record<string, string>>): EmulatorAccount | undefined {
    const account = this.#find(headers);
    return account !== undefined && this.#revoked.has(account.apiKey) ? undefined : account;
  }

  /** All accounts of one organization: its users. */
  ofOrganization(organizationId: string): EmulatorAccount[] {
    return this.accounts.filter((account) => account.organizationId === organizationId);
  }

  #find(headers: Readonly<Record<string, string>>): EmulatorAccount | undefined {
    const apiKey = headers["x-api-key"];
    if (apiKey !== undefined) return this.accounts.find((account) => account.apiKey === apiKey);
    const token = bearerToken(headers);
    return token === undefined ? undefined : this.accounts.find((account) => account.bearerToken === token);
  }
}

/** The credential that a request carries, valid or not. */
export function credentialOf(headers: Readonly<Record<string, string>>): string | undefined {
  return headers["x-api-key"] ?? bearerToken(headers);
}

function bearerToken(headers: Readonly<Record<string, string>>): string | undefined {
  return /^bearer +(\S+)$/i.exec(headers["authorization"] ?? "")?.[1];
}
