import { runInNewContext } from "node:vm";
import { providerText } from "../../../wire/provider-text";

/** Released texts: they stand in states and are run by every later version. Nothing here may ever change. */
const GOLDEN = {
  JobRun:
    'exports.handler=()=>{try{return require("pulumi-wherobots/provider").host("JobRun")}catch(e){e.stack="";e.message="run npm i pulumi-wherobots";throw e}}',
  RunCompletion:
    'exports.handler=()=>{try{return require("pulumi-wherobots/provider").host("RunCompletion")}catch(e){e.stack="";e.message="run npm i pulumi-wherobots";throw e}}',
  JobRunBatch:
    'exports.handler=()=>{try{return require("pulumi-wherobots/provider").host("JobRunBatch")}catch(e){e.stack="";e.message="run npm i pulumi-wherobots";throw e}}',
};

describe.each(Object.entries(GOLDEN))("the provider's text of %s", (noun, text) => {
  it("is what states hold, to the byte", () => {
    expect(providerText(noun)).toBe(text);
  });
});

describe("what the text names", () => {
  it("fails with what to do where the package is not installed, and without a stack", () => {
    const missing = (name: string): never => {
      throw new Error(`Cannot find module '${name}'`);
    };
    const handler = runInNewContext(`${GOLDEN.JobRun}; exports.handler`, {
      exports: {},
      require: missing,
    }) as () => void;
    const thrown = jest.fn();
    try {
      handler();
    } catch (error) {
      thrown(error);
    }
    expect(thrown).toHaveBeenCalledWith(
      expect.objectContaining({ message: "run npm i pulumi-wherobots", stack: "" }),
    );
  });
});
