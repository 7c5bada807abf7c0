export { emulatorForTests, type TestEmulator, type TestHooks } from "./emulator-for-tests";
export { type MockedResource, type MockOptions, wherobotsMocks } from "./mocks";
