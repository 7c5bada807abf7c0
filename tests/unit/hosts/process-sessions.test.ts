import { Session } from "../../../provider/account/session";
import { processSession } from "../../../provider/hosts/dynamic/open-host";
import { CONFIG } from "../../support/context/lifecycle-context";

function open(): Session {
  const connect = (): never => {
    throw new Error("nothing may be sent here");
  };
  return new Session({ config: () => CONFIG, connect, startedAtMs: 0 });
}

it("is one for all hosts of a process with the same settings, and another with others", () => {
  const ofStack = (name: string): string | undefined => (name === "apiKey" ? "made-up-key" : undefined);
  const first = processSession(ofStack, open);
  expect(processSession(ofStack, open)).toBe(first);
  expect(processSession(() => undefined, open)).not.toBe(first);
});
