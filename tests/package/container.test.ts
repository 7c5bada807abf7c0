import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Installation, installPacked, output } from "../support/package/scratch-project";

/** The words of an instruction in its JSON form. */
function wordsOf(instruction: string, text: string): string[] {
  const [, words] = new RegExp(`^${instruction}\\s+(\\[.*\\])$`, "m").exec(text) ?? [];
  return JSON.parse(words ?? "null") as string[];
}

// No container engine is needed for it: the image is this package, installed, and these two commands.
describe("the container of the emulator", () => {
  let installed: Installation;
  beforeAll(async () => {
    installed = await installPacked();
  }, 60_000);
  afterAll(() => installed.remove());

  it("starts the command that the package brings, and its health check finds it", async () => {
    const text = readFileSync(
      path.join(installed.folder, "node_modules/pulumi-wherobots/emulator/Containerfile"),
      "utf8",
    );
    const [command = "", ...args] = wordsOf("ENTRYPOINT", text);
    const ofAnyPort = args.map((word) => (word === "8765" ? "0" : word));
    const emulator = spawn(path.join(installed.folder, "node_modules/.bin", command), ofAnyPort, {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line]: unknown[] = await once(createInterface({ input: emulator.stdout }), "line");
      const [, port = ""] = /:(\d+)$/.exec(String(line)) ?? [];
      const [node = "", ...check] = wordsOf("HEALTHCHECK CMD", text);
      const ofPort = (to: string): string[] => check.map((word) => word.replace("8765", to));
      expect(await output(node, ofPort(port), installed.folder)).toBe("");
      await expect(output(node, ofPort("1"), installed.folder)).rejects.toMatchObject({ cause: { code: 1 } });
    } finally {
      emulator.kill();
    }
  });
});
