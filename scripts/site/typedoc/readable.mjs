import { Converter } from "typedoc";

/** After TypeDoc's own work on what it has read, its order among it. */
const LAST = -1000;

/** A plugin of TypeDoc: types as a reader wants them, and no word on what Pulumi's classes hand down. */
export function load({ converter }) {
  converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const { type } = reflection;
    if (type?.name === "Output" && !type.typeArguments?.length) {
      // TypeDoc loses what an output holds where a mapped type makes it of a named type.
      const symbol = context.getSymbolFromReflection(reflection);
      reflection.type = converter.convertType(context, context.checker.getTypeOfSymbol(symbol));
    }
    if (reflection.flags.isOptional) dropUndefined(type);
  });
  const finish = ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      for (const name of ["inheritedFrom", "overwrites", "typeHierarchy"]) delete reflection[name];
    }
    for (const { children = [], groups = [] } of project.children) {
      for (const list of [children, ...groups.map((group) => group.children)]) list.sort(byName);
    }
  };
  converter.on(Converter.EVENT_RESOLVE_END, finish, LAST);
}

/** `Input<X>` for `Input<X | undefined>`: the question mark behind its name says the rest. */
function dropUndefined(type) {
  const [union] = type?.name === "Input" ? (type.typeArguments ?? []) : [];
  if (union?.type !== "union") return;
  union.types = union.types.filter(({ name }) => name !== "undefined");
  if (union.types.length === 1) type.typeArguments = union.types;
}

/** Members of a type stay as they are written: what matters stands first. */
function byName(one, other) {
  return one.name.localeCompare(other.name, "en");
}
