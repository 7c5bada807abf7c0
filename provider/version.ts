/** Version of this package. A test holds it equal to package.json, which a CommonJS build cannot import from both `provider/` and `dist/provider/`. */
export const VERSION = "0.1.0";
