import { engineRedraws, isLiveDisplay, type ProcessTable } from "../../../provider/hosts/live-display";

/** 30 is a shell, started by the engine 20. */
function processes({
  stdin = "/dev/pts/3",
  stdout = "/dev/pts/3",
  args = ["pulumi", "up", "--yes"],
  engine = "/opt/bin/pulumi",
} = {}): ProcessTable {
  return {
    executable: (pid) => ({ 30: "/bin/sh", 20: engine, 10: "/bin/bash", 1: "/sbin/init" })[pid] ?? "",
    parent: (pid) => ({ 30: 20, 20: 10, 10: 1 })[pid] ?? 0,
    stream: (_pid, descriptor) => (descriptor === 0 ? stdin : stdout),
    args: () => args,
  };
}

describe("a live display", () => {
  it.each([
    ["/dev/pts/3", true],
    ["/dev/tty1", true],
    ["pipe:[1234]", false],
    ["/home/ci/up.log", false],
  ])("is there where the engine writes to %s: %s", (stdout, expected) => {
    expect(engineRedraws(30, processes({ stdout }))).toBe(expected);
    expect(isLiveDisplay({}, 30, processes({ stdout }))).toBe(expected);
  });

  it("is not there where the engine reads no terminal, as it then asks and redraws nothing", () => {
    expect(engineRedraws(30, processes({ stdin: "pipe:[1]" }))).toBe(false);
    expect(isLiveDisplay({ TERM: "dumb" }, 30, processes())).toBe(false);
  });

  it.each<[option: string, expected: boolean]>([
    // These write line after line on a terminal too.
    ...["--non-interactive", "--diff", "--json", "-j", "--diff=true"].map((option): [string, boolean] => [
      option,
      false,
    ]),
    ...["--diff=false", "--message=--diff"].map((option): [string, boolean] => [option, true]),
  ])("is there with %s: %s", (option, expected) => {
    expect(engineRedraws(30, processes({ args: ["pulumi", "up", option] }))).toBe(expected);
  });

  it("is never there in CI, whatever the output is", () => {
    expect(isLiveDisplay({ CI: "true" }, 30, processes())).toBe(false);
    expect(isLiveDisplay({ CI: "false" }, 30, processes())).toBe(true);
  });

  it("is not told where no engine is found, or the system does not say", () => {
    expect(engineRedraws(30, processes({ engine: "/usr/bin/other" }))).toBeUndefined();
    const executable = (): never => {
      throw new Error("EACCES");
    };
    expect(engineRedraws(30, { ...processes(), executable })).toBeUndefined();
  });
});
