/**
 * What tests of your own programs need: mocks for Pulumi's unit tests, and the emulator in a test framework.
 *
 * @module pulumi-wherobots/testing
 */

export type { FollowedRunRecord } from "../provider/run/record";
export { emulatorForTests, type TestEmulator, type TestHooks } from "./emulator-for-tests";
export { type MockedResource, type MockOptions, wherobotsMocks } from "./mocks";
