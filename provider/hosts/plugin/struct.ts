import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../lifecycle";
import { pulumisStruct } from "../pulumis-packages";

/** Properties of a message, with the engine's marks; none if it has none. */
export function propertiesOf(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Properties for a message. They must be plain JSON: anything else would be refused, after the run was started. */
export function structOf(values: Properties): Struct {
  return pulumisStruct().fromJavaScript(values as Record<string, JavaScriptValue>);
}
