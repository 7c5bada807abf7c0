import type { LockFile } from "../lock-file/platforms";
import { dependenciesOf, packageAt } from "./shipped-packages";

interface Product {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/**
 * A bill of materials (https://cyclonedx.org/docs/1.5/json) from the lock file. `npm sbom` cannot make it: npm 11 ends in
 * "Maximum call stack size exceeded" where a workspace depends on the root, and without workspaces leaves out packages
 * that development needs too, such as zod. No serial number and no time: the same packages give the same text.
 *
 * @param places of the packages that the product contains
 */
export function cycloneDx(product: Product, lock: LockFile, places: readonly string[]): object {
  const contained = new Set(places);
  const referenceOf = (place: string): string => purl(nameAt(place), packageAt(lock, place).version ?? "");
  const root = purl(product.name, product.version);
  const needed = new Set(places.flatMap((place) => dependenciesOf(lock, place)));
  const own = new Set(dependenciesOf(lock, ""));
  // Of a bundle, also what development brings: nothing else in it needs that.
  const top = places.filter((place) => own.has(place) || !needed.has(place));
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      lifecycles: [{ phase: "build" }],
      component: {
        ...component(product.name, product.version, product.license),
        description: product.description,
      },
    },
    components: places.map((place) => {
      const { version = "", license, integrity } = packageAt(lock, place);
      return {
        ...component(nameAt(place), version, license),
        ...(typeof integrity === "string" && { hashes: hashesOf(integrity) }),
      };
    }),
    dependencies: [
      { ref: root, dependsOn: top.map(referenceOf).sort() },
      ...places.map((place) => ({
        ref: referenceOf(place),
        dependsOn: dependenciesOf(lock, place)
          .filter((next) => contained.has(next))
          .map(referenceOf)
          .sort(),
      })),
    ],
  };
}

function component(fullName: string, version: string, license: unknown): object {
  const [, group, name] = /^(?:(@[^/]+)\/)?(.*)$/.exec(fullName) ?? [];
  return {
    "bom-ref": purl(fullName, version),
    type: "library",
    ...(group && { group }),
    name,
    version,
    purl: purl(fullName, version),
    ...(typeof license === "string" && { licenses: [licenceOf(license)] }),
  };
}

function licenceOf(license: string): object {
  if (/^\S+$/.test(license)) return { license: { id: license } };
  // As in "SEE LICENSE IN LICENSE", which is no expression.
  return / (AND|OR|WITH) /.test(license) ? { expression: license } : { license: { name: license } };
}

function hashesOf(integrity: string): object[] {
  const [algorithm = "", base64 = ""] = integrity.split(/-(.*)/);
  const content = Buffer.from(base64, "base64").toString("hex");
  return [{ alg: algorithm.replace("sha", "SHA-"), content }];
}

function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function nameAt(place: string): string {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}
