import { GENERATED } from "../../scripts/generated-files";
import { read } from "../support/markdown";

it.each(Object.entries(GENERATED))("%s is what `npm run generate` writes", (file, text) => {
  expect(read(file)).toBe(text());
});
