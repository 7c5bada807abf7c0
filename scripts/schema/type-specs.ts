import { isDeepStrictEqual } from "node:util";
import ts from "typescript";
import { pluginType } from "../../wire/type-tokens";
import { type Declarations, documentation } from "./declarations";
import type { EnumSpec, ObjectSpec, PropertySpecs, TypeSpec } from "./spec";

/** Values that are known of a property that takes others as well. */
export interface KnownValues {
  /** Name of their enum. */
  readonly name: string;
  readonly description: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What the types do not say. */
export interface TypeKnowledge {
  /** Known values of properties that are plain text, by `Type.property`. */
  readonly known: Readonly<Record<string, KnownValues>>;
  /** Properties that are whole numbers, by `Type.property`. */
  readonly integers: ReadonlySet<string>;
}

/** Where a type is used. */
interface Place {
  /** `Type.property`, as declared. */
  readonly property: string;
  /** The name for a type that has none here. */
  readonly name: string;
  readonly description: string;
}

/** Properties of a type, and which of them are always there. */
export interface Members {
  properties: PropertySpecs;
  required: string[];
}

/** Writes TypeScript's types as those of a schema, and collects the named ones that they refer to. */
export class TypeSpecs {
  readonly named: Record<string, ObjectSpec | EnumSpec> = {};

  constructor(
    private readonly declared: Declarations,
    private readonly knowledge: TypeKnowledge,
  ) {}

  /** The members of the interface that describes a resource's, provider's or function's arguments or results. */
  members(name: string): Members {
    return this.membersOf(this.declared.properties(name), "");
  }

  /**
   * @param signatures properties of a type
   * @param stem what begins the names of nameless types inside it
   */
  private membersOf(signatures: readonly ts.PropertySignature[], stem: string): Members {
    const members: Members = { properties: {}, required: [] };
    for (const signature of signatures) {
      const key = signature.name.getText();
      const description = documentation(signature);
      const place = {
        property: `${declaringType(signature)}.${key}`,
        name: stem + pascalCase(key),
        description,
      };
      members.properties[key] = { ...this.spec(signature.type, place), description };
      if (!signature.questionToken) members.required.push(key);
    }
    return members;
  }

  private spec(node: ts.TypeNode | undefined, place: Place): TypeSpec {
    const kind = node?.kind;
    if (kind === ts.SyntaxKind.BooleanKeyword) return { type: "boolean" };
    if (kind === ts.SyntaxKind.NumberKeyword) return { type: this.isWhole(place) ? "integer" : "number" };
    if (kind === ts.SyntaxKind.StringKeyword) return this.text(place);
    if (kind === ts.SyntaxKind.UnknownKeyword) return { $ref: "pulumi.json#/Any" };
    if (node && ts.isArrayTypeNode(node)) return { type: "array", items: this.spec(node.elementType, place) };
    if (node && ts.isUnionTypeNode(node)) return this.union(node, place);
    if (node && ts.isTypeReferenceNode(node)) return this.reference(node, place);
    throw new Error(`${place.property}: a schema has no type for ${node?.getText() ?? "nothing"}`);
  }

  private isWhole({ property }: Place): boolean {
    return this.knowledge.integers.has(property);
  }

  /** Open where values are known: the API takes newer ones. */
  private text({ property }: Place): TypeSpec {
    const known = this.knowledge.known[property];
    if (!known) return { type: "string" };
    const members = Object.entries(known.values).map(([name, value]) => ({ name, value }));
    const ref = this.add(known.name, { description: known.description, type: "string", enum: members });
    return { oneOf: [{ type: "string" }, ref] };
  }

  private union(node: ts.UnionTypeNode, place: Place): TypeSpec {
    // Absent and undefined are the same.
    const types = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    if (types.length === 1) return this.spec(types[0], place);
    const members = types.map((type) => {
      if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
        return { name: pascalCase(type.literal.text.toLowerCase()), value: type.literal.text };
      }
      throw new Error(`${place.property}: a schema has no union of ${node.getText()}`);
    });
    return this.add(place.name, { description: place.description, type: "string", enum: members });
  }

  private reference(node: ts.TypeReferenceNode, place: Place): TypeSpec {
    const name = node.typeName.getText();
    const inner = node.typeArguments?.at(-1);
    if (name === "pulumi.Input") return this.spec(inner, place);
    // Plain paths are made files of by the classes for TypeScript alone.
    if (name === "LocalFile" || name === "LocalFiles") return { $ref: "pulumi.json#/Asset" };
    if (name === "Record") return { type: "object", additionalProperties: this.spec(inner, place) };
    const declared = this.declared.type(name);
    const stem = name.replace(/Args$/, "");
    const description = documentation(declared);
    if (ts.isTypeAliasDeclaration(declared)) {
      return this.spec(declared.type, { ...place, name: stem, description });
    }
    const { properties, required } = this.membersOf(this.declared.properties(name), stem);
    const shape = required.length > 0 ? { properties, required } : { properties };
    return this.add(stem, { description, type: "object", ...shape });
  }

  private add(name: string, spec: ObjectSpec | EnumSpec): TypeSpec {
    const token = pluginType(name);
    const earlier = this.named[token];
    // A description may differ: it is that of the property, where a type has no name here.
    const shape = (it: ObjectSpec | EnumSpec): unknown => ({ ...it, description: undefined });
    if (earlier && !isDeepStrictEqual(shape(earlier), shape(spec))) {
      throw new Error(`${token} would be two types: give one of them a name of its own`);
    }
    this.named[token] ??= spec;
    return { $ref: `#/types/${token}` };
  }
}

/** The name of the interface that a property is written in: not that of one which inherits it. */
function declaringType({ parent }: ts.PropertySignature): string {
  return ts.isInterfaceDeclaration(parent) ? parent.name.text : "";
}

/** `TIMED_OUT` in lower case and `timedOut` become `TimedOut`. */
function pascalCase(name: string): string {
  return name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
