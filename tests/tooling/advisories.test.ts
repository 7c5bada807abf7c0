import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { type Advisory, advisoriesOf, refuseSevere } from "../../scripts/release/advisories";
import { listening } from "../support/network/listening";

const TITLES = { bad: "Remote code execution", odd: "Slow regular expression", tool: "Runs any command" };
const SEVERITIES = { bad: "high", odd: "moderate", tool: "critical" };
const SHIPPED = ["node_modules/bad", "node_modules/odd", "node_modules/user"];

/** A package `user` of ours needs `bad`, which a bundle may hold: it is development's in package.json, as `tool` is. */
const LOCK = {
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { odd: "1.0.0" }, devDependencies: { user: "1.0.0", tool: "1.0.0" } },
    "node_modules/odd": { version: "1.0.0" },
    "node_modules/user": { version: "1.0.0", dev: true, dependencies: { bad: "1.0.0" } },
    "node_modules/bad": { version: "1.0.0", dev: true },
    "node_modules/tool": { version: "1.0.0", dev: true },
  },
};

/** A registry that knows something against three packages. */
function registry(): Server {
  return createServer((request, response) => {
    // npm also asks for the versions of what is vulnerable, and goes on without them.
    if (request.method !== "POST") return void response.writeHead(404).end("{}");
    void buffer(request).then((sent) => {
      const asked = JSON.parse(String(gunzipSync(sent))) as Record<string, string[]>;
      const known = Object.entries(TITLES).filter(([name]) => name in asked);
      const found = known.map(([name, title], id) => {
        const severity = SEVERITIES[name as keyof typeof SEVERITIES];
        const url = `https://advisories.test/${name}`;
        return [name, [{ id, url, title, severity, vulnerable_versions: "<2.0.0" }]];
      });
      response.end(JSON.stringify(Object.fromEntries(found)));
    });
  });
}

describe("what is known against the packages in a release", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "wherobots-advisories-"));
    await writeFile(path.join(folder, "package.json"), JSON.stringify(LOCK.packages[""]));
    await writeFile(path.join(folder, "package-lock.json"), JSON.stringify(LOCK));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const asked = (port: number, settings: NodeJS.ProcessEnv = {}): Promise<Advisory[]> =>
    advisoriesOf(folder, SHIPPED, {
      ...process.env,
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: path.join(folder, "cache"),
      ...settings,
    });

  // rule: advisories
  it("is what npm audit says of them, those in bundles too, and not of tools", async () => {
    const { port, close } = await listening(registry());
    try {
      // Either setting would hide some or all.
      const found = await asked(port, { NODE_ENV: "production", npm_config_offline: "true" });
      expect(found.map(({ text, isSevere }) => [text, isSevere]).sort()).toEqual([
        ["high: bad: Remote code execution (https://advisories.test/bad)", true],
        ["moderate: odd: Slow regular expression (https://advisories.test/odd)", false],
      ]);
    } finally {
      await close();
    }
  });

  // rule: advisories
  it("is unknown where the registry gives no answer, and that is an error with the reason", async () => {
    const { port, close } = await listening(createServer((_, response) => response.writeHead(405).end()));
    try {
      await expect(asked(port)).rejects.toThrow("405 Method Not Allowed");
    } finally {
      await close();
    }
  });

  it.each([
    ["none", [], "none is known"],
    ["a moderate one", [{ text: "moderate: odd", isSevere: false }], "moderate: odd"],
  ])("lets a release go on with %s", (_, advisories, line) => {
    const said: string[] = [];
    refuseSevere(advisories, (each) => said.push(each));
    expect(said).toEqual([expect.stringContaining(line)]);
  });

  // rule: advisories
  it("ends a release where it is high or critical, with all that is known", () => {
    const said: string[] = [];
    const advisories = [
      { text: "high: bad", isSevere: true },
      { text: "low: odd", isSevere: false },
    ];
    expect(() => refuseSevere(advisories, (line) => said.push(line))).toThrow("high or critical");
    expect(said).toHaveLength(2);
  });
});
