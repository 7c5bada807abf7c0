import { MiniEngine } from "./mini-engine";

/** An engine for each test of the file or block, stopped after it; what is read and called is that of the current one. */
export function engineForEach(...how: Parameters<typeof MiniEngine.start>): MiniEngine {
  let engine: MiniEngine | undefined;
  const current = (): MiniEngine => {
    if (!engine) throw new Error("an engine is there within a test alone");
    return engine;
  };
  beforeEach(async () => {
    engine = await MiniEngine.start(...how);
  });
  afterEach(() => current().stop());
  return new Proxy(Object.create(MiniEngine.prototype) as MiniEngine, {
    get: (_, key): unknown => Reflect.get(current(), key),
    set: (_, key, value) => Reflect.set(current(), key, value),
  });
}
