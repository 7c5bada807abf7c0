import { nearest } from "../../../provider/text/did-you-mean";

const WORDS = ["runPython", "runJar", "region", "runtime", "timeoutSeconds"];

it.each<[word: string, meant: string | undefined]>([
  ["runpython", "runPython"],
  ["RUNJAR", "runJar"],
  ["regoin", "region"],
  ["runtimes", "runtime"],
  ["timeout", "timeoutSeconds"],
  ["regionName", "region"],
  ...["", "x", "schedule", "ru"].map((word): [string, undefined] => [word, undefined]),
])("%j is taken for %s", (word, meant) => {
  expect(nearest(word, WORDS)).toBe(meant);
  expect(nearest(word, [])).toBeUndefined();
});
