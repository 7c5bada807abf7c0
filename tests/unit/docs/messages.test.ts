import { GAP, textsIn } from "./declarations";
import { inlineCode, read } from "./markdown";

/*
 * Headings of docs/troubleshooting.md quote messages; `…` stands for what differs. Those under "Messages of Pulumi
 * itself" are not ours to hold.
 */

const TEXTS = textsIn(["sdk", "provider", "scripts", "emulator"]);
const [OURS = ""] = read("docs/troubleshooting.md").split("## Messages of Pulumi itself");
const QUOTED = [...OURS.matchAll(/^### (.+)$/gm)].flatMap(([, heading = ""]) => inlineCode(heading));

it("docs/troubleshooting.md quotes messages", () => {
  expect(QUOTED.length).toBeGreaterThan(30);
});

it.each(QUOTED)("%s", (message) => {
  const quoted = message.split(GAP).map((piece) => piece.trim());
  const saying = [...TEXTS].filter((text) => holdsInOrder(text, quoted));
  expect(saying).not.toEqual([]);
});

function holdsInOrder(text: string, pieces: readonly string[]): boolean {
  let from = 0;
  return pieces.every((piece) => {
    const index = text.indexOf(piece, from);
    from = index + piece.length;
    return index >= 0;
  });
}
