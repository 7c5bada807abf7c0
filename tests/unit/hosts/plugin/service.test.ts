import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { propertiesOf, structOf } from "../../../../provider/hosts/plugin/properties";
import { VERSION } from "../../../../provider/version";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../../../wire/pulumi-values";
import { type APlugin, aPlugin, PROVIDER, TILES } from "./a-plugin";

const SCRIPT = { runPython: { uri: "s3://bucket.test/job.py" } };

function check(urn: string, news: object): proto.CheckRequest {
  return new proto.CheckRequest().setUrn(urn).setNews(structOf({ ...news }));
}

describe("the calls of the engine", () => {
  let plugin: APlugin;
  beforeEach(() => {
    plugin = aPlugin();
  });

  it("begin with a handshake that tells the engine's address, or an attach that does", () => {
    const { service, attached } = plugin;
    const answer = service.handshake(new proto.ProviderHandshakeRequest().setEngineAddress("127.0.0.1:1"));
    expect([answer.getAcceptSecrets(), answer.getAcceptOutputs()]).toEqual([true, true]);
    service.handshake(new proto.ProviderHandshakeRequest());
    service.attach(new PluginAttach().setAddress("127.0.0.1:2"));
    expect(attached).toEqual(["127.0.0.1:1", "127.0.0.1:2"]);
    expect(service.getPluginInfo().getVersion()).toBe(VERSION);
    expect(service.getSchema().getSchema()).toBe('{"name":"wherobots"}');
  });

  it("may end more than once, and what needs no request goes on", async () => {
    const { service } = plugin;
    service.cancel();
    service.cancel();
    expect(plugin.cancels).toBe(2);
    const answer = await service.check(check(TILES, SCRIPT));
    expect(answer.getFailuresList()).toEqual([]);
  });

  it("configure with secrets, outputs and previews", () => {
    const answer = plugin.service.configure(new proto.ConfigureRequest().setArgs(structOf({ region: "x" })));
    const accepted = [answer.getAcceptsecrets(), answer.getAcceptoutputs(), answer.getSupportspreview()];
    expect(accepted).toEqual([true, true, true]);
  });

  it("check provider arguments: all that is wrong, credentials marked, a slip warned of", () => {
    const { service, lines } = plugin;
    const apiKey = "wbk key with spaces";
    const news = { apiKey, maxRequestsPerSecond: "0", regoin: "x", owner: "me" };
    const answer = service.checkConfig(check(PROVIDER, news));
    const failures = answer.getFailuresList();
    expect(failures.map((failure) => failure.getReason())).toEqual([
      "apiKey must be printable ASCII without spaces",
      expect.stringMatching(/^maxRequestsPerSecond /),
    ]);
    // The engine would print the value of a property that is named.
    expect(failures.map((failure) => failure.getProperty())).toEqual(["", ""]);
    expect(propertiesOf(answer.getInputs())).toEqual({
      ...news,
      apiKey: { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: apiKey },
    });
    expect(lines).toEqual([["warning", "unknown setting regoin; did you mean region?"]]);
  });

  it("never replace a provider, whatever changes", () => {
    const diff = (olds: object, news: object): proto.DiffResponse =>
      plugin.service.diffConfig(
        new proto.DiffRequest().setOlds(structOf({ ...olds })).setNews(structOf({ ...news })),
      );
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    expect(diff({ apiKey: "a", region: "b" }, { region: "b", apiKey: "a" }).getChanges()).toBe(DIFF_NONE);
    const changed = diff({ apiKey: "a" }, { apiKey: "b" });
    expect([changed.getChanges(), changed.getReplacesList()]).toEqual([DIFF_SOME, []]);
  });

  it("check inputs and arguments of functions: a wrong one is named in its reason alone", async () => {
    const checked = await plugin.service.check(check(TILES, { ...SCRIPT, timeoutSeconds: 0 }));
    const request = new proto.InvokeRequest().setTok("wherobots:index:getRun").setArgs(structOf({}));
    const invoked = await plugin.service.invoke(request);
    const failures = [...checked.getFailuresList(), ...invoked.getFailuresList()];
    expect(failures.map((failure) => failure.getReason())).toEqual([
      expect.stringMatching(/^timeoutSeconds must be/),
      expect.stringMatching(/^runId /),
    ]);
    expect(checked.getFailuresList()[0]?.getProperty()).toBe("");
  });

  it("preview a create with what is known, and nothing that is secret in clear", async () => {
    const secret = { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: "canary" };
    const inputs = { runPython: { uri: "s3://bucket.test/job.py", args: [secret] }, name: "nightly-tiles" };
    const request = new proto.CreateRequest().setUrn(TILES).setProperties(structOf(inputs)).setPreview(true);
    const answer = await plugin.service.create(request);
    expect(answer.getId()).toBe("");
    expect(propertiesOf(answer.getProperties())).toMatchObject({ ...inputs, runName: "nightly-tiles" });
  });

  it("refuse a type and a function that there are not, by name", async () => {
    const other = TILES.replace("JobRun", "Cluster");
    await expect(plugin.service.check(check(other, {}))).rejects.toThrow(
      `there is no such resource in this version of the wherobots plugin: ${other}`,
    );
    for (const token of ["wherobots:index:getCluster", "wherobots:index:toString", "other:index:getRun"]) {
      const request = new proto.InvokeRequest().setTok(token).setArgs(structOf({}));
      await expect(plugin.service.invoke(request)).rejects.toThrow(`there is no function ${token}`);
    }
  });
});
