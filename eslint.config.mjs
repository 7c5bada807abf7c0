import { defineConfig } from "eslint/config";
import jest from "eslint-plugin-jest";
import jsdoc from "eslint-plugin-jsdoc";
import n from "eslint-plugin-n";
import tseslint from "typescript-eslint";

/** What is right or wrong, not how long or how it looks: the formatter and the reader's eye see to that. */
const DEFAULT_EXPORT = {
  selector: "ExportDefaultDeclaration",
  message: "Export it under its name: a default export has a different name in every file that imports it.",
};

export default defineConfig(
  {
    ignores: [
      "**/dist/",
      "**/node_modules/",
      "**/*.generated.ts",
      "coverage/",
      ".local/",
      "**/*.{js,cjs,mjs}",
    ],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { n },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-console": "error",
      "no-restricted-syntax": ["error", DEFAULT_EXPORT],
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // To leave a property out of a copy.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => stop()` is how a callback is written here; its value is not used by mistake for that.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "n/prefer-node-protocol": "error",
      "n/no-deprecated-api": "error",
      "n/no-unsupported-features/node-builtins": [
        "error",
        { version: ">=20.19.0", ignores: ["fs.cp", "fs/promises.cp"] },
      ],
    },
  },
  // More than four are values that belong together, and have a name.
  { files: ["provider/**/*.ts"], rules: { "@typescript-eslint/max-params": ["error", { max: 4 }] } },
  {
    files: ["sdk/**/*.ts"],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: true },
          contexts: [
            "TSInterfaceDeclaration",
            "TSTypeAliasDeclaration",
            "TSEnumDeclaration",
            "TSInterfaceDeclaration TSPropertySignature",
            "ClassBody > PropertyDefinition",
            "ExportNamedDeclaration > VariableDeclaration",
          ],
          checkConstructors: false,
        },
      ],
      "jsdoc/require-description": ["error", { contexts: ["any"] }],
      "jsdoc/check-tag-names": ["error", { definedTags: ["remarks", "defaultValue", "experimental"] }],
      // The outputs of a class are an interface of its name: what both hosts have in common is described once, and
      // Pulumi assigns every output that is registered.
      "@typescript-eslint/no-unsafe-declaration-merging": "off",
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
  { files: ["scripts/**/*.ts", "emulator/bin.ts", "bench/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["tests/**/*.ts"],
    extends: [jest.configs["flat/recommended"]],
    rules: {
      // expect.any(), .each tables and parsed answers are untyped by nature; what they hold is what is asserted.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "jest/no-standalone-expect": [
        "error",
        { additionalTestBlockFunctions: ["itThorough", "itThorough.each", "itSampled"] },
      ],
      "jest/no-focused-tests": "error",
      "jest/no-disabled-tests": "error",
      "jest/expect-expect": ["error", { assertFunctionNames: ["expect*", "fc.assert", "assert*"] }],
    },
  },
  // They are forms of `it` and `describe` themselves.
  {
    files: ["tests/support/{sample,thorough}.ts"],
    rules: {
      "jest/expect-expect": "off",
      "jest/no-disabled-tests": "off",
      "jest/no-export": "off",
      "jest/valid-describe-callback": "off",
    },
  },
  // jest takes a set-up from the default export only.
  { files: ["tests/support/jest/{global-*,built-package}.ts"], rules: { "no-restricted-syntax": "off" } },
);
