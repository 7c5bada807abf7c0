import type { Position, Problem } from "./definition";

/** Takes what is wrong with job files, all of it. */
export class Problems {
  private readonly found = new Map<string, Problem>();

  /** The same at the same place is said once: the combinations of a matrix share their lines. */
  add({ file, line, column }: Position, message: string): void {
    const problem = { file, line, column, message };
    this.found.set(problemText(problem), problem);
  }

  get count(): number {
    return this.found.size;
  }

  /** By file, line and column. */
  all(): Problem[] {
    return [...this.found.values()].sort(
      (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
    );
  }
}

/** `jobs/tiles.yaml:3:5: …`, as compilers write it and editors read it. */
export function problemText({ message, ...position }: Problem): string {
  return `${positionText(position)}: ${message}`;
}

/** `jobs/tiles.yaml:3:5` */
export function positionText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
