import {
  createTransport,
  DEFAULT_LIMITS,
  type HttpAnswer,
  type Route,
  TransportFailure,
  type TransportLimits,
} from "../../../provider/api/transport";

/** A key that must not be seen where it does not belong. */
export const KEY = "wbk_made-up-canary-key";

/** One request with the key over a transport of its own: its answer or its failure. */
export async function exchange(
  url: string,
  route: Route = {},
  limits: Partial<TransportLimits> = {},
): Promise<HttpAnswer | TransportFailure> {
  const transport = createTransport({ ...DEFAULT_LIMITS, ...limits }, route);
  try {
    return await transport.send({ method: "POST", url, headers: { "x-api-key": KEY }, body: "{}" });
  } catch (error) {
    if (error instanceof TransportFailure) return error;
    throw error;
  } finally {
    await transport.close();
  }
}

/** The same where a failure is expected. */
export async function failedExchange(...args: Parameters<typeof exchange>): Promise<TransportFailure> {
  const result = await exchange(...args);
  if (result instanceof TransportFailure) return result;
  throw new Error(`an answer came: ${result.status} ${result.text}`);
}
