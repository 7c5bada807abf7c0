// eslint-disable-next-line n/no-unsupported-features/node-builtins -- Node 20.19 has it, and calls it experimental
import { styleText } from "node:util";
import type { Shell } from "./command";

/** A text in a style, where a person reads it in colours. */
export function styled(
  style: "bold" | "red",
  text: string,
  { hasColours }: Pick<Shell, "hasColours">,
): string {
  return hasColours ? styleText(style, text, { validateStream: false }) : text;
}
