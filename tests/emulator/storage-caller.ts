import { DEFAULT_ACCOUNT, type Emulator } from "../../emulator";
import { type Answer, call, field } from "./api-caller";

/** Ids of what every organization has. */
export const MANAGED = `store-${DEFAULT_ACCOUNT.organizationId}`;
export const TEAM = `int-${DEFAULT_ACCOUNT.organizationId}`;

/** What the smallest integration with a role is made of. */
export const INTEGRATION = {
  name: "tiles",
  path: "s3://tiles-bucket/daily",
  roleArn: "arn:aws:iam::123456789012:role/tiles",
} as const;

/** What is uploaded unless told otherwise. */
export const SCRIPT = "print(1)\n";

/** Creates a storage integration and returns its id. */
export async function integrate(emulator: Emulator, more: object = {}): Promise<string> {
  const { status, body } = await call(emulator, "POST", "/storage", { body: { ...INTEGRATION, ...more } });
  if (status !== 201) throw new Error(`creation answered ${status}: ${JSON.stringify(body)}`);
  return field(body, "id");
}

/** Sends bytes to a signed address, with neither a key nor a content type. */
export function put(
  emulator: Emulator,
  url: string,
  rawBody: string | Buffer = SCRIPT,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(emulator, "PUT", url, { apiKey: null, rawBody, headers });
}

/** Uploads a file as clients do, and returns where it is then. */
export async function upload(
  emulator: Emulator,
  storageId: string,
  path: string,
  bytes?: string | Buffer,
): Promise<string> {
  const { body } = await call(emulator, "POST", `/storage/${storageId}/file-upload-url/${path}`);
  const { status } = await put(emulator, field(body, "uploadUrl"), bytes);
  if (status !== 200) throw new Error(`upload answered ${status}`);
  return field(body, "destination");
}
