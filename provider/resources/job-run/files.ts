import type { Asset } from "../../inputs/assets";
import type { LifecycleContext } from "../../resource";
import { nearestManagedStorage } from "../../storage/choose-storage";
import { fileProblem, localFile } from "../../storage/local-file";
import { type PlacedFile, placeFile } from "../../storage/placed-file";
import type { CheckFailure, Properties } from "../../values";
import { hasUnknown, isRecord, pathText } from "../../values";
import type { Dependency, JobRunInputs } from "./inputs";
import { uploadsName } from "./names";

/** What text is called in storage. A JAR and a library are no text. */
const SCRIPT_NAME = "script.py";

/** An input that is a file of this machine. */
interface FileInput {
  readonly path: readonly (string | number)[];
  readonly asset: Asset;
  readonly textName: string | undefined;
}

/** The inputs that are files of this machine. */
export function fileInputs({ runPython, runJar, environment }: JobRunInputs): FileInput[] {
  const candidates = [
    { path: ["runPython", "script"], asset: runPython?.script, textName: SCRIPT_NAME },
    { path: ["runJar", "jar"], asset: runJar?.jar, textName: undefined },
    ...(Array.isArray(environment?.dependencies) ? environment.dependencies : []).map(
      (dependency: Dependency, index) => ({
        path: ["environment", "dependencies", index, "file"],
        // Job files report all their mistakes at once, so that this may see an item that has another.
        asset: isRecord(dependency) ? dependency.file : undefined,
        textName: undefined,
      }),
    ),
  ];
  return candidates.flatMap(({ asset, ...rest }) => (isRecord(asset) ? [{ ...rest, asset }] : []));
}

/** False where none of the inputs is a file of this machine. */
export function mayHaveFiles(inputs: JobRunInputs): boolean {
  const { runPython, runJar, environment } = inputs;
  return hasUnknown([runPython, runJar, environment]) || fileInputs(inputs).length > 0;
}

/** The hashes of the files. */
export function fileHashes(inputs: JobRunInputs): string[] {
  return fileInputs(inputs).flatMap(({ asset }) => (asset.hash === undefined ? [] : [asset.hash]));
}

/** What is wrong with the files of these inputs, which have the right form. Reads them, sends nothing. */
export function fileFailures(news: Properties): CheckFailure[] {
  return fileInputs(news as JobRunInputs).flatMap(({ path, asset, textName }) => {
    const reason = fileProblem(asset, textName);
    return reason === undefined ? [] : [{ path: pathText(path), reason }];
  });
}

/** The files of a run with their places in storage. Sends nothing if there are none. */
export function placeFiles(
  inputs: JobRunInputs,
  region: string | undefined,
  context: LifecycleContext,
): Promise<PlacedFile[]> {
  const { project, stack } = context.identity;
  const owner = {
    name: uploadsName(context.member?.of ?? context.identity, context.stackState),
    storage: () => nearestManagedStorage(region, context),
    folder: ["pulumi", project, stack],
  };
  return Promise.all(
    fileInputs(inputs).map(({ path, asset, textName = "" }) =>
      placeFile(pathText(path), localFile(asset, textName), owner, context),
    ),
  );
}

/** The inputs with addresses in place of files. */
export function withAddresses(
  inputs: JobRunInputs,
  placed: readonly Pick<PlacedFile, "input" | "uri">[],
): JobRunInputs {
  const uriOf = (path: string): string | undefined => placed.find(({ input }) => input === path)?.uri;
  const { runPython, runJar, environment } = inputs;
  const dependencies = environment?.dependencies?.map(({ file, ...dependency }, index) => {
    const filePath = dependency.filePath ?? uriOf(`environment.dependencies[${index}].file`);
    return filePath === undefined ? dependency : { ...dependency, filePath };
  });
  return {
    ...inputs,
    ...(runPython ? { runPython: { ...runPython, uri: runPython.uri ?? uriOf("runPython.script") } } : {}),
    ...(runJar ? { runJar: { ...runJar, uri: runJar.uri ?? uriOf("runJar.jar") } } : {}),
    ...(environment ? { environment: { ...environment, ...(dependencies ? { dependencies } : {}) } } : {}),
  };
}
