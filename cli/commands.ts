import { CANCEL } from "./cancel";
import type { Program } from "./command";
import { COMPLETION } from "./completion";
import { INIT } from "./init/command";
import { LOGS } from "./logs";
import { LS } from "./ls";
import { PLAN } from "./plan/command";
import { RENDER } from "./render";
import { REPORT } from "./report/command";
import { VALIDATE } from "./validate";

/** The command line. A new command needs its entry here and nothing else; the help has them in this order. */
export const COMMAND_LINE: Program = {
  commands: {
    init: INIT,
    validate: VALIDATE,
    render: RENDER,
    plan: PLAN,
    ls: LS,
    logs: LOGS,
    cancel: CANCEL,
    report: REPORT,
    completion: COMPLETION,
  },
  common: {
    json: { help: "write JSON, for programs" },
    help: { help: "say what the command does" },
  },
};
