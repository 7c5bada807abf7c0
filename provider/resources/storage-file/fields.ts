import { z } from "zod";
import { fieldTable, files, text, type ValuesOf } from "../../inputs/field-types";
import { INTERNAL } from "../../run/fields";
import { MY_FILES } from "../../storage/choose-storage";

/* Every input of a StorageFile, once. An object is never written again, so that each one replaces. */

const WHY = "an object stays what it was when a job was submitted with it";
const FOLDER = /^[\w.+-]+(?:\/[\w.+-]+)*$/;
const EXPECTED_FOLDER =
  "must be names of letters, digits and . _ + -, separated by /, for example jobs/lib; none of them . or ..";
const EXPECTED_NAME = "must be the name of a file of at most 200 characters, without /, and not . or ..";

const isStep = (part: string): boolean => part === "." || part === "..";

export const STORAGE_FILE = fieldTable(
  {
    name: "StorageFileArgs",
    about: "Arguments of a `StorageFile`: `source` or `content` says what it holds.",
    replacing: "A change uploads a new file; the old one goes once what used it has moved.",
  },
  {
    source: files({
      doc:
        "A file, folder or archive of the machine that runs the program: its path (a relative one starts at the folder of the " +
        "program), or an asset or archive of Pulumi. A folder becomes one zip file, of which each byte follows from the names " +
        "and contents of its files.",
      change: "run",
      why: WHY,
    }),
    content: text({
      doc: "Text that is to be the file, in place of `source`. It needs a `name`.",
      change: "run",
      why: WHY,
    }),
    name: text({
      doc: "The last part of its path, for example `tiles.py`.",
      schema: z
        .string()
        .regex(/^[^/]{1,200}$/, EXPECTED_NAME)
        .refine((name) => !isStep(name), EXPECTED_NAME),
      change: "run",
      absent: "that of the file on disk; of a folder with `.zip`",
      why: WHY,
    }),
    storage: text({
      doc:
        "Where it goes: the id or the name of a storage integration or of another storage of the organisation, or " +
        `\`${MY_FILES}\`, those of the person or service principal that the key belongs to.`,
      change: "run",
      absent: "the managed storage of the organisation",
      why: WHY,
    }),
    folder: text({
      doc: "Folder of the storage in which its path starts.",
      schema: z
        .string()
        .max(400, EXPECTED_FOLDER)
        .regex(FOLDER, EXPECTED_FOLDER)
        .refine((folder) => !folder.split("/").some(isStep), EXPECTED_FOLDER),
      change: "run",
      absent: "`pulumi/<project>/<stack>/files`",
      why: WHY,
    }),
    region: text({
      doc: `Region of the managed storage, or of \`${MY_FILES}\`.`,
      known: "Region",
      change: "run",
      absent:
        "the first managed storage; for personal files the region of the configuration or the organisation",
      why: WHY,
    }),
    ...INTERNAL,
  },
);

export type StorageFileInputs = ValuesOf<typeof STORAGE_FILE.fields>;
