import { z } from "zod";
import { anyText, choice, fieldTable, list, text, type ValuesOf } from "../../inputs/field-types";
import { INTERNAL } from "../../run/fields";

/* Every input of a StorageIntegration, once. The API has no update, so that each one replaces. */

const MAX_NAME_LENGTH = 50;
const EXPECTED_NAME = `must have a letter, and at most ${MAX_NAME_LENGTH} characters`;
const MAX_PATH_LENGTH = 512;
const EXPECTED_PATH = `must be the address of a bucket, or of a folder in one, of at most ${MAX_PATH_LENGTH} characters, for example s3://your-bucket/tiles`;
/** As the API's description has it. */
const PATH = /^s3:\/\/[a-zA-Z0-9\-_]{3,63}(?:\/?|\/[a-zA-Z0-9!_.*'()/&=-]+)$/;

export const STORAGE_INTEGRATION = fieldTable(
  {
    name: "StorageIntegrationArgs",
    about: "Arguments of a `StorageIntegration`.",
    replacing: "A change replaces the storage integration.",
  },
  {
    name: text({
      doc: `Its name in the organisation: unique, at most ${MAX_NAME_LENGTH} characters, one of them a letter.`,
      schema: z
        .string()
        .max(MAX_NAME_LENGTH, EXPECTED_NAME)
        .regex(/[A-Za-z]/, EXPECTED_NAME),
      required: true,
      change: "run",
      why: "the API has no update",
    }),
    path: text({
      doc: "The bucket, or a folder in it, for example `s3://your-bucket/tiles`; unique in the organisation.",
      schema: z.string().max(MAX_PATH_LENGTH, EXPECTED_PATH).regex(PATH, EXPECTED_PATH),
      required: true,
      change: "run",
      why: "the API has no update",
    }),
    roleArn: text({
      doc: "The AWS role that gives access to the bucket. Its trust policy comes from `getTrustPolicy`.",
      change: "run",
      absent: "no role: a public bucket, or `cloudConnectionId`",
      why: "the API has no update",
    }),
    cloudConnectionId: text({
      doc: "The cloud connection that gives access to the bucket, in place of `roleArn`.",
      change: "run",
      why: "the API has no update",
    }),
    accessType: choice(["READ", "READ_WRITE"], {
      doc: "What jobs may do there.",
      change: "run",
      default: "READ_WRITE",
      why: "the API has no update, and does not return it",
    }),
    trustedAccountIds: list(anyText, {
      doc: "AWS accounts that may use the storage, beside that of Wherobots.",
      change: "run",
      default: [],
      why: "the API has no update, and does not return it",
    }),
    ...INTERNAL,
  },
);

export type StorageIntegrationInputs = ValuesOf<typeof STORAGE_INTEGRATION.fields>;
