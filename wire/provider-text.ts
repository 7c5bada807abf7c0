/**
 * The text from which the engine makes the provider of a resource. It is stored with every resource and run again
 * by every later refresh and destroy, so it is a wire format: one line, at most 160 bytes, never to change for a
 * noun that was released (a golden test holds it).
 */
export function providerText(noun: string): string {
  return `exports.handler=()=>{try{return require("pulumi-wherobots/provider").host("${noun}")}catch(e){e.stack="";e.message="run npm i pulumi-wherobots";throw e}}`;
}
