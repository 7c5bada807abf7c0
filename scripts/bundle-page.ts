import path from "node:path";
import { bundlePage } from "./report-page/bundle";

// A part of `npm run build`: html.ts reads it there.
bundlePage(path.resolve(__dirname, "../dist/cli/report/page"));
