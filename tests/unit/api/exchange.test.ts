import {
  type HttpRequest,
  type Transport,
  TransportFailure,
  toldTransport,
} from "../../../provider/api/transport";
import { jsonAnswer } from "../../support/context/stub-client";
import { FakeClock } from "../../support/time/fake-clock";

const REQUEST: HttpRequest = {
  method: "GET",
  url: "https://api.wherobots.test/runs?name=tiles-*&size=100",
  headers: { "x-api-key": "wbk_canary" },
  body: "canary",
};

/** The lines told of one request that takes 34 ms. */
async function linesOf(send: Transport["send"]): Promise<string[]> {
  const lines: string[] = [];
  const clock = new FakeClock();
  const slow: Transport["send"] = async (request) => {
    await clock.sleep(34);
    return send(request);
  };
  const transport = toldTransport({ send: slow, close: () => Promise.resolve() }, clock, (line) =>
    lines.push(line),
  );
  await transport.send(REQUEST).catch(() => undefined);
  return lines;
}

const failure = new TransportFailure("the connection was reset", "ECONNRESET", true, undefined);

it.each<[string, Transport["send"], string]>([
  [
    "with its request id",
    () => Promise.resolve(jsonAnswer({}, 200, { "x-request-id": "req-1" })),
    "200 (request id req-1)",
  ],
  ["without one", () => Promise.resolve(jsonAnswer({})), "200"],
  ["that got no answer, with the code of what happened", () => Promise.reject(failure), "ECONNRESET"],
  ["that an interrupt ended", () => Promise.reject(new Error("interrupted")), "given up"],
])("a request is told of in one line: one %s", async (_, send, told) => {
  expect(await linesOf(send)).toEqual([`GET /runs?name=tiles-*&size=100: ${told} in 34 ms`]);
});
