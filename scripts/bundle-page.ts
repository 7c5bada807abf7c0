import path from "node:path";
import { bundlePage } from "./report-page/bundle";

// A part of `npm run build`: the command reads it there.
bundlePage(path.resolve(__dirname, "../dist/cli/report/page"));
