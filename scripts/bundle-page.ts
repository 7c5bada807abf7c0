import { bundlePage } from "./report-page/bundle";

// A part of `npm run build`.
bundlePage();
