/** The engine that the pipelines install: the one that this package is tested with. */
export const PULUMI_VERSION = "3.259.0";
