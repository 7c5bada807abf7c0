import type * as dynamic from "@pulumi/pulumi/dynamic";

/** What `pulumi.dynamic` calls. */
export type CalledByPulumi = dynamic.ResourceProvider;

/** What Pulumi's process is given where nothing else of this package can be loaded: each operation says why. */
export class UnfitHost implements CalledByPulumi {
  /** @param problem what is wrong and what to do */
  constructor(private readonly problem: string) {}

  check(_olds: unknown, inputs: unknown): Promise<dynamic.CheckResult> {
    return Promise.resolve({ inputs, failures: [{ property: "", reason: this.problem }] });
  }

  diff(): Promise<never> {
    return this.refuse();
  }

  create(): Promise<never> {
    return this.refuse();
  }

  update(): Promise<never> {
    return this.refuse();
  }

  read(): Promise<never> {
    return this.refuse();
  }

  delete(): Promise<never> {
    return this.refuse();
  }

  private refuse(): Promise<never> {
    // The process prints the stack too, which is of no use here.
    return Promise.reject(Object.assign(new Error(this.problem), { stack: "" }));
  }
}
