import { UserError } from "../../provider/resource";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A pull request, and how its host keeps the comments. */
export interface PullRequest {
  /** For messages, as its host writes it: `pull request #7`. */
  readonly where: string;
  /** With the token. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address where comments are listed and created. */
  readonly comments: string;
  /** The first parameters of a list. */
  readonly order: string;
  commentAt(id: number): string;
  readonly replace: "PATCH" | "PUT";
  /** Tells comments of this token: that of another author stays theirs, whatever it begins with. */
  own(get: (address: string) => Promise<unknown>): Promise<(comment: unknown) => boolean>;
}

/** A variable that a pipeline has to hand over. */
export function needed(env: Environment, name: string, how: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  throw new UserError(`--comment needs ${name}: ${how}`);
}
