import { withLinks } from "../site/markdown";

const UNRELEASED = "## [Unreleased]\n";
/** Stands under "Unreleased" until the first version. */
const FIRST = /^No version has been published yet\..*\n\n/m;

/** What stands under "Unreleased" becomes that of a version. @throws if nothing stands there */
export function released(changelog: string, version: string, date: string): string {
  const at = changelog.indexOf(UNRELEASED);
  if (at < 0) throw new Error('CHANGELOG.md has no "## [Unreleased]"');
  const from = at + UNRELEASED.length;
  const next = changelog.indexOf("\n## [", from);
  const notes = changelog.slice(from, next < 0 ? undefined : next);
  if (!/^- /m.test(notes)) throw new Error(`CHANGELOG.md has nothing under "Unreleased" for ${version}`);
  const rest = changelog.slice(from).replace(FIRST, "");
  return `${changelog.slice(0, from)}\n## [${version}] - ${date}\n${rest}`;
}

/** Versions that have been released, newest first. */
export function releasedVersions(changelog: string): string[] {
  return [...changelog.matchAll(/^## \[(\d[^\]]*)\] - /gm)].map(([, version = ""]) => version);
}

/** What the change log says of a version, without its heading. @throws if it says nothing */
export function notesOf(changelog: string, version: string): string {
  const [, after] = changelog.split(`\n## [${version}] - `);
  if (after === undefined)
    throw new Error(`CHANGELOG.md has no ${version}: npm run release:version -- ${version}`);
  const notes = after.slice(after.indexOf("\n"));
  const end = notes.indexOf("\n## [");
  return `${notes.slice(0, end < 0 ? undefined : end).trim()}\n`;
}

/**
 * What the change log says of a version, for a release on GitHub: that is no file beside others, and breaks its text where
 * lines end.
 *
 * @param address of the repository's files at this version
 */
export function releaseNotes(changelog: string, version: string, address: string): string {
  const notes = withLinks(notesOf(changelog, version), (link) =>
    /^https?:/.test(link) ? link : `${address}/${link}`,
  );
  return notes.replace(/\n +(?![-*] )(?=\S)/g, " ");
}
