import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { structOf } from "../../../../provider/hosts/plugin/properties";
import { VERSION } from "../../../../provider/version";
import { type APlugin, aPlugin } from "./a-plugin";

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
});
