import { DEFAULT_ACCOUNT, type RecordedRequest } from "../../../emulator";
import { world } from "./client-world";

function lastRequest(): RecordedRequest | undefined {
  return world.emulator.requests.at(-1);
}

it("every request carries the key, or the access token as a bearer where there is one", async () => {
  await world.client.getOrganization();
  expect(lastRequest()?.headers).toMatchObject({ "x-api-key": DEFAULT_ACCOUNT.apiKey });
  expect(lastRequest()?.headers).not.toHaveProperty("authorization");
  const value = DEFAULT_ACCOUNT.bearerToken ?? "";
  await world.connect({ credential: { kind: "bearer", value } }).getOrganization();
  expect(lastRequest()?.headers).toMatchObject({ authorization: `Bearer ${value}` });
  expect(lastRequest()?.headers).not.toHaveProperty("x-api-key");
});
