import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { engineLogOf } from "../../../provider/hosts/engine";

type Answer = (error?: Error) => void;

/** An engine that takes a line when it is told to. */
class SlowEngine {
  readonly open: { message: string; answer: Answer }[] = [];
  readonly taken: string[] = [];

  readonly client = {
    log: (request: LogRequest, answer: Answer) => this.open.push({ message: request.getMessage(), answer }),
  } as unknown as EngineClient;

  /** Takes the lines that it was handed, the last first. */
  async take(error?: Error): Promise<void> {
    for (const { message, answer } of this.open.splice(0).reverse()) {
      this.taken.push(message);
      answer(error);
    }
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("the log of the engine", () => {
  it("takes lines in the order in which they were written, whatever it does with open calls", async () => {
    const engine = new SlowEngine();
    const log = engineLogOf(engine.client, () => undefined);
    let isDone = false;
    for (const line of ["one", "two", "three"])
      void log("urn", "info", line, true).then(() => (isDone = line === "three"));
    await settled();
    for (let call = 0; call < 3; call++) {
      expect(isDone).toBe(false);
      await engine.take();
    }
    expect(engine.taken).toEqual(["one", "two", "three"]);
    expect(isDone).toBe(true);
  });

  it("prints a kept line that the engine does not take, and goes on", async () => {
    const engine = new SlowEngine();
    const printed: string[] = [];
    const log = engineLogOf(engine.client, (line) => printed.push(line));
    void log("urn", "warning", "kept", false);
    void log("urn", "info", "passing", true);
    await settled();
    await engine.take(new Error("gone"));
    await engine.take(new Error("gone"));
    expect(printed).toEqual(["warning: kept"]);
  });

  it("holds no more than ten thousand passing lines for an engine that takes none", async () => {
    const engine = new SlowEngine();
    const log = engineLogOf(engine.client, () => undefined);
    for (let line = 0; line < 20_000; line++) void log("urn", "info", String(line), true);
    void log("urn", "warning", "kept", false);
    await settled();
    while (engine.open.length > 0) await engine.take();
    expect(engine.taken).toHaveLength(10_001);
    expect(engine.taken.at(-1)).toBe("kept");
  });
});
