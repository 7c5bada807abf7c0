import { readFileSync } from "node:fs";
import path from "node:path";
import { type LockFile, missingPlatforms } from "../../scripts/lock-file/missing-platforms";
import { platformOf } from "../../scripts/lock-file/platform-of";

const LOCK = JSON.parse(readFileSync(path.resolve(__dirname, "../../package-lock.json"), "utf8")) as LockFile;

describe("the lock file", () => {
  it("names the packages of all platforms, or npm ci refuses it (npm run lock adds them)", () => {
    expect(missingPlatforms(LOCK)).toEqual({});
  });

  it("names no registry", () => {
    const hosts = Object.values(LOCK.packages).filter(({ resolved }) => resolved?.includes("://"));
    expect(hosts).toEqual([]);
  });

  it.each([
    ["@swc/core-linux-x64-musl", { os: ["linux"], cpu: ["x64"], libc: ["musl"] }],
    ["@oxc-parser/binding-linux-arm-gnueabihf", { os: ["linux"], cpu: ["arm"], libc: ["glibc"] }],
    ["@biomejs/cli-darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
    ["fsevents", {}],
  ])("knows from its name where %s runs", (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
