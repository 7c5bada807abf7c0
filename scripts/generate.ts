import { writeFileSync } from "node:fs";
import path from "node:path";
import { GENERATED, REPOSITORY } from "./generated-files";
import { proofsBelow } from "./proofs/proofs";
import { problemsOf } from "./proofs/proofs-page";

/** `npm run generate`: writes every file, and every table of a page, that is made from other ones. */
for (const [file, text] of Object.entries(GENERATED)) writeFileSync(path.join(REPOSITORY, file), text());

for (const problem of problemsOf(proofsBelow(REPOSITORY))) {
  console.error(problem);
  process.exitCode = 1;
}
