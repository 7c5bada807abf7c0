import { spawn } from "node:child_process";
import { once } from "node:events";
import { endMarkedProcesses, MARKER, markedProcesses } from "../../scripts/marked-processes";

const MARK = `marked-processes-test-${process.pid}:`;

/** Starts others for as long as it lives, some of them between any list and the end of those on it. */
const STARTS_OTHERS = "echo begun; for i in $(seq 1000); do sleep 5 & done; wait";

describe("processes with a mark", () => {
  it("have all ended when their end was asked for, those among them that were only just started", async () => {
    const env = { ...process.env, [MARKER]: `${MARK}folder` };
    const child = spawn("sh", ["-c", STARTS_OTHERS], { env, stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const ended = await endMarkedProcesses(MARK);
    expect(ended).toContain(child.pid);
    expect(await markedProcesses(MARK)).toEqual([]);
  });

  it("are none where nothing bears it", async () => {
    expect(await endMarkedProcesses(`${MARK}nobody`)).toEqual([]);
  });
});
