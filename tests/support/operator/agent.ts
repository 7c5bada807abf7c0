/** How an operation that the controller asked for ended. */
export interface Outcome {
  readonly failed: boolean;
  /** All that Pulumi said. */
  readonly said: string;
}

/** Of the Stack's `refresh` and `updateTemplate`. */
export interface UpOptions {
  readonly refresh?: boolean | undefined;
  readonly continueOnError?: boolean | undefined;
}

/** What the operator's controllers ask of the agent in a workspace pod, in this order. */
export interface Agent {
  install(): Promise<void>;
  /** Makes the stack if there is none. */
  selectStack(name: string): Promise<void>;
  up(options: UpOptions): Promise<Outcome>;
  destroy(options: { readonly runProgram?: boolean | undefined }): Promise<Outcome>;
  /** As Kubernetes ends a pod: the agent hands an interrupt to Pulumi, and an operation under way has ten minutes. */
  terminate(): Promise<void>;
}
