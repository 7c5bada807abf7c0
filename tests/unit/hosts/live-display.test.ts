import {
  engineOutputIsTerminal,
  isLiveDisplay,
  type ProcessTable,
  procTable,
} from "../../../provider/hosts/live-display";

/** 30 is a shell, started by the engine 20, whose output is `stdout`. */
function processes(stdout: string, engine = "/opt/bin/pulumi"): ProcessTable {
  return {
    executable: (pid) => ({ 30: "/bin/sh", 20: engine, 10: "/bin/bash", 1: "/sbin/init" })[pid] ?? "",
    parent: (pid) => ({ 30: 20, 20: 10, 10: 1 })[pid] ?? 0,
    stdout: () => stdout,
  };
}

describe("a live display", () => {
  it.each([
    ["/dev/pts/3", true],
    ["/dev/tty1", true],
    ["pipe:[1234]", false],
    ["/home/ci/up.log", false],
  ])("is there where the engine writes to %s: %s", (stdout, expected) => {
    expect(engineOutputIsTerminal(30, processes(stdout))).toBe(expected);
    expect(isLiveDisplay({}, 30, processes(stdout))).toBe(expected);
  });

  it("is never there in CI, whatever the output is", () => {
    expect(isLiveDisplay({ CI: "true" }, 30, processes("/dev/pts/3"))).toBe(false);
    expect(isLiveDisplay({ CI: "false" }, 30, processes("/dev/pts/3"))).toBe(true);
  });

  it("is not told where no engine is found, or the system does not say", () => {
    expect(engineOutputIsTerminal(30, processes("/dev/pts/3", "/usr/bin/other"))).toBeUndefined();
    const silent = {
      ...processes(""),
      executable: () => {
        throw new Error("EACCES");
      },
    };
    expect(engineOutputIsTerminal(30, silent)).toBeUndefined();
  });

  it("reads what this system says of this process", () => {
    const known = process.platform === "linux" ? process.ppid : undefined;
    expect(known === undefined || procTable.parent(process.pid) === known).toBe(true);
  });
});
