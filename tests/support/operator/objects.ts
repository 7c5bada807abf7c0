import { parseAllDocuments } from "yaml";

/** A Kubernetes object, as far as every kind has it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [other: string]: unknown;
}

/** What the Pulumi Kubernetes Operator calls a Stack, as far as tests read it. */
export interface StackObject extends KubernetesObject {
  readonly kind: "Stack";
  readonly spec: {
    readonly stack: string;
    readonly branch?: string;
    readonly repoDir?: string;
    readonly programRef?: { readonly name: string };
    readonly refresh?: boolean;
    readonly runProgram?: boolean;
    readonly retryMaxBackoffDurationSeconds?: number;
    readonly updateTemplate?: { readonly spec: { readonly continueOnError?: boolean } };
    readonly envRefs: Readonly<
      Record<string, { readonly secret: { readonly name: string; readonly key: string } }>
    >;
    readonly workspaceTemplate: {
      readonly spec: {
        readonly podTemplate: { readonly spec: { readonly initContainers: InitContainer[] } };
      };
    };
  };
}

export interface InitContainer {
  readonly name: string;
  readonly command: readonly string[];
}

/** A Program of the operator: what its Pulumi.yaml has below name and runtime. */
export interface ProgramObject extends KubernetesObject {
  readonly kind: "Program";
  readonly program: Readonly<Record<string, unknown>>;
}

/** The objects of a file, in their order. */
export function objectsIn(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as KubernetesObject;
  });
}

export function stackIn(objects: readonly KubernetesObject[]): StackObject {
  const found = objects.find((object): object is StackObject => object.kind === "Stack");
  if (!found) throw new Error("no Stack among the objects");
  return found;
}

export function programIn(objects: readonly KubernetesObject[]): ProgramObject {
  const found = objects.find((object): object is ProgramObject => object.kind === "Program");
  if (!found) throw new Error("no Program among the objects");
  return found;
}
