import path from "node:path";
import { UNKNOWN } from "../../../wire/pulumi-values";
import { type Archive, type Asset, isArchive } from "../../inputs/assets";
import { archiveName, archiveProblem, localArchive } from "../../storage/local-archive";
import { fileProblem, type LocalFile, localFile, textFile } from "../../storage/local-file";
import { type CheckFailure, type Properties, withoutNulls } from "../../values";
import type { StorageFileInputs } from "./fields";

/* What a StorageFile holds: text, a file, or several files in one. */

/** What is wrong with the content, of inputs that have the right form. Reads it, sends nothing. */
export function contentFailures(news: Properties): CheckFailure[] {
  const { source, content, name } = withoutNulls(news) as StorageFileInputs;
  // What is not known yet may still turn out to be absent.
  if ([source, content].some((value) => value === UNKNOWN)) return [];
  if (source === undefined && content === undefined)
    return [{ path: "source", reason: "is missing: give a file or folder, or text as `content`" }];
  if (source !== undefined && content !== undefined)
    return [{ path: "source, content", reason: "only one of them may be given" }];
  const problem = source && sourceProblem(source, name);
  if (problem !== undefined) return [{ path: "source", reason: problem }];
  if ((name ?? nameOf(source)) !== undefined) return [];
  return [{ path: "name", reason: "is missing: nothing else says what this file is to be called" }];
}

function sourceProblem(source: Asset | Archive, name: string | undefined): string | undefined {
  return isArchive(source) ? archiveProblem(source) : fileProblem(source, name ?? "");
}

/** What the content is called where it is; undefined for text and lists of files. */
function nameOf(source: Asset | Archive | undefined): string | undefined {
  if (source === undefined) return undefined;
  if (isArchive(source)) return archiveName(source);
  return source.path === undefined ? undefined : path.basename(source.path);
}

/** The content as one file; `contentFailures` found nothing wrong with it. */
export async function contentOf({ source, content, name }: StorageFileInputs): Promise<LocalFile> {
  const called = name ?? nameOf(source) ?? "";
  if (source === undefined) return textFile(content ?? "", called);
  if (isArchive(source)) return localArchive(source, called);
  return { ...localFile(source, called), name: called };
}
