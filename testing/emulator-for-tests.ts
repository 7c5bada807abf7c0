import { createEmulator, DEFAULT_ACCOUNT, type Emulator, type EmulatorOptions } from "../emulator/index";

/** Where a test framework takes what is to happen around tests; jest, vitest and Node's own runner have these names. */
export interface TestHooks {
  /** Before the first test of the file: the emulator starts. */
  readonly beforeAll: (work: () => Promise<void>) => void;
  /** After the last one: it ends. */
  readonly afterAll: (work: () => Promise<void>) => void;
  /** Before each test: it forgets runs, files and requests. */
  readonly beforeEach: (work: () => void) => void;
}

/** An emulator for the tests of a file. */
export interface TestEmulator {
  /** The emulator, once the first test begins. */
  readonly current: Emulator;
  /** The variables that point any client at it, a program under test too. */
  readonly env: {
    /** Its address. */
    readonly WHEROBOTS_API_URL: string;
    /** The key of its first account. */
    readonly WHEROBOTS_API_KEY: string;
  };
}

/**
 * An emulator that starts before the tests of a file, forgets everything before each of them, and ends after them.
 *
 * ```ts
 * const emulator = emulatorForTests({ beforeAll, afterAll, beforeEach });
 *
 * it("starts a run", async () => {
 *   await deploy(emulator.env);
 *   expect(emulator.current.runs()).toHaveLength(1);
 * });
 * ```
 *
 * @param hooks those of the test framework; in vitest, `import { afterAll, beforeAll, beforeEach } from "vitest"`
 * @param options as for `createEmulator`
 * @returns the emulator; its properties throw an Error outside of tests and their hooks
 */
export function emulatorForTests(hooks: TestHooks, options: EmulatorOptions = {}): TestEmulator {
  let emulator: Emulator | undefined;
  const current = (): Emulator => {
    if (!emulator) throw new Error("the emulator is there within a test or one of its hooks alone");
    return emulator;
  };
  hooks.beforeAll(async () => {
    emulator = await createEmulator(options);
  });
  hooks.beforeEach(() => current().reset());
  hooks.afterAll(async () => {
    await emulator?.stop();
    emulator = undefined;
  });
  const apiKey = (options.accounts?.[0] ?? DEFAULT_ACCOUNT).apiKey;
  return {
    get current() {
      return current();
    },
    get env() {
      return { WHEROBOTS_API_URL: current().url, WHEROBOTS_API_KEY: apiKey };
    },
  };
}
