import { fieldTable, text } from "../inputs/field-types";

/** Every input of a JobSet: what is to run stands in the files. */
export const JOB_SET = fieldTable(
  { name: "JobSetArgs", about: "Arguments of a `JobSet`." },
  {
    path: text({
      doc:
        "The folder with the job files (`*.yaml`, `*.yml`, `*.json`), or one job file. A relative path starts at the folder of " +
        "the program.",
      required: true,
      plain: true,
    }),
  },
);
