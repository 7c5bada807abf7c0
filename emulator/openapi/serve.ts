import { STATUS_CODES } from "node:http";
import { DESCRIBED_PATHS, type DescribedOperation } from "./description";
import description from "./openapi.json";

/** Where clients that make their commands from the description of the API look for it. */
export const OPENAPI_PATH = "/openapi.json";

/** What the description leaves out because the emulator does not check by it. */
const FRAME = {
  info: { title: "The Wherobots API as the emulator serves it", version: "0.0.1" },
  securitySchemes: {
    bearerToken: { type: "http", scheme: "bearer" },
    wherobotsApiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
  },
};

/** The description of every operation that the emulator serves, at this address, as an OpenAPI document. */
export function openApiDocument(url: string): object {
  const { components, openapi } = description;
  return {
    openapi,
    info: FRAME.info,
    servers: [{ url }],
    paths: mapValues(DESCRIBED_PATHS, (item) => mapValues(item, withDescribedResponses)),
    components: { ...components, securitySchemes: FRAME.securitySchemes },
  };
}

/** OpenAPI wants a text for each response. */
function withDescribedResponses(operation: DescribedOperation): object {
  const responses = mapValues(operation.responses, (response, status) => ({
    description: STATUS_CODES[status] ?? status,
    ...response,
  }));
  return { ...operation, responses };
}

function mapValues<T>(
  values: Readonly<Record<string, T>>,
  change: (value: T, key: string) => unknown,
): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}
