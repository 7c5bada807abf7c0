import { writeFileSync } from "node:fs";
import { reportFiles } from "./api-report/index";

/** `npm run api-report`: keeps the types that programs compile against, for the test that compares them. */
for (const [file, text] of Object.entries(reportFiles())) writeFileSync(file, text);
