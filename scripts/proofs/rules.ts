/** Rules that one section of a page explains. */
export interface RuleSection {
  readonly title: string;
  /** The page that explains them, with its anchor, as a link from docs/. */
  readonly page: string;
  /** Its rules are about runs that start, double, are lost or go on: `npm test` proves each of them. */
  readonly isAboutMoney?: true;
  /** A sentence for each id. Tests name the rules that they prove: `// rule: lost-answer, kill`. */
  readonly rules: Readonly<Record<string, string>>;
}

/** Every rule that a page promises. docs/proofs.md shows them with the tests that name them. */
export const SECTIONS: readonly RuleSection[] = [
  {
    title: "How people run things",
    page: "../README.md",
    rules: {
      "start-pages": "The commands of a start page work as they stand there.",
      "when-script-changes": "A changed script starts a new run.",
      "when-object-changes": "A changed hash of an object in a bucket starts a new run.",
      "once-per-trigger": "A commit or a date as a trigger starts one run for each value.",
      "run-on-triggers": 'With `runOn: "triggers"` other changes wait for the next trigger.',
      "after-another-job": "A run that depends on another starts after it, and again only if it changed.",
    },
  },
  {
    title: "JobRun: inputs",
    page: "job-run.md#inputs",
    isAboutMoney: true,
    rules: {
      "input-errors": "An invalid input is reported with its path and advice, never with its value.",
      "any-inputs": "Any inputs get a verdict, and accepted inputs fit the API's OpenAPI description.",
      "input-limits": "Inputs up to the limits arrive whole; larger ones are refused with a clear message.",
      "late-defaults": "Defaults are applied when the run is submitted, never in check.",
      "check-adds-nothing": "Check returns the inputs as they were given.",
      "saved-plan": "`up` can carry out a plan that a preview saved.",
      "input-classes": "A changed input does what its class says.",
      "absent-is-default": "Absent, null and the default value mean the same.",
      "unset-setting": "Leaving out `region`, `runtime` or `version` is not a change.",
    },
  },
  {
    title: "JobRun: create",
    page: "job-run.md#create",
    isAboutMoney: true,
    rules: {
      "take-over": "`takeOverRunId` records an existing run and starts none.",
      "replace-cancels-first": "Replacing an open run cancels it first.",
      "forced-replacement":
        "A forced replacement with the classes of this package starts one run and leaves none behind.",
      "adopt-orphan": "The next `up` adopts an active run that a killed deployment left, with a warning.",
      "moved-orphan":
        "An orphan is adopted or reported even if its resource was renamed, copied or named since.",
      "finished-orphan":
        'A finished orphan is reported before another run starts; with `adopt: "recent"` it is adopted.',
      "unknown-owner": "An active run of the same `name` whose owner cannot be read stops the create.",
      "rerun-limit": "After `rerun.max` failures in a row nothing starts.",
      "known-by-id": "A recorded run is known by its id, never by an explicit name.",
      "create-again": "A create that the engine repeats resumes the run that it started.",
      "secret-definition": "A corrected secret is another definition.",
      "run-names": "Names find all runs of a stack, of a definition and of a submit.",
      "submit-once": "A submit is repeated only where no run can have started.",
      "lost-answer": "After a lost answer the provider finds the run by its name.",
      "late-duplicate": "If a list shows a run too late, the duplicate is cancelled and one run continues.",
      "late-read": "A new run that reads do not show at first is followed all the same.",
      "shown-id": "The id and address of a run are printed before the wait.",
      "failed-run": "A failed run fails the `up`, stays in state, and its dependents are not created.",
      "on-failure-warn": 'With `onFailure: "warn"` a failed run is a warning.',
      "failure-kind": "A run that did not complete is recorded and reported with a kind and a hint.",
      retry: "`retry` repeats a run within one `up`.",
      "cost-settled": "A refresh asks what a run cost until that is settled, which is no change.",
      "retry-runtimes":
        "A run that ran out of memory takes the next of `retry.runtimes`, which is no change later.",
      "same-stack-names": "Two states of the same stack name do not touch each other's runs.",
      "other-user": "Another user's run is reported, not adopted.",
      "concurrent-ups": "Two concurrent `up`s of one stack start one run.",
      kill: "After `kill -9` of any process at any moment the next `up` finds every run again.",
      "killed-engine": "A provider whose engine was killed ends and starts nothing more.",
    },
  },
  {
    title: "Files",
    page: "files.md",
    isAboutMoney: true,
    rules: {
      "local-script":
        "A file of this machine is uploaded once, before its run; changed content is a new run.",
      "upload-retries": "An upload survives faults of network and storage, and expired addresses.",
      "upload-kill":
        "A `kill -9` between upload and submit leaves one object, and the next up starts one run.",
      "upload-cleanup": "A replaced file is deleted once no active run uses it.",
      "storage-file":
        "A StorageFile is uploaded once; other content gets another address, and the old object goes after its jobs moved.",
      "storage-file-places": "A StorageFile goes to the storage that is named, or to none.",
      "storage-file-zip":
        "A folder or archive becomes one zip file, whose bytes follow from names and contents alone.",
      "storage-file-wrong": "What cannot be a file in storage is refused before anything is sent.",
      "upload-refused": "If a file cannot be uploaded, nothing is started, and one message says why.",
    },
  },
  {
    title: "Storage integrations",
    page: "storage.md",
    rules: {
      "storage-created": "A StorageIntegration is created once, and an unchanged one sends nothing.",
      "storage-once":
        "If the answer to a creation is lost, the storage is looked up before the request is repeated.",
      "storage-exists": "A storage of the same name or path is named with its id, and not adopted.",
      "storage-access":
        "The access of a new role is checked until it is enough, within bounds; the next `up` checks again and creates nothing.",
      "storage-replaced": "Every change replaces the storage, and the old one is deleted first.",
      "storage-gone": "A storage leaves the state by a refresh only if its own account no longer has it.",
      "storage-deleted": "A destroy deletes the storage, and succeeds if it is gone already.",
      "storage-import": "An import by id creates and changes nothing.",
      "storage-functions": "`getStorageIntegration` and `getTrustPolicy` read, and say what does not exist.",
    },
  },
  {
    title: "JobRun: preview and diff",
    page: "job-run.md#preview-and-diff",
    isAboutMoney: true,
    rules: {
      "verdict-order": "The verdicts of diff are reached in the documented order.",
      "completed-once": "A completed run never starts again by itself, even if its record is gone.",
      "failed-again": "The next `up` repeats a failed run and says why.",
      "settings-change": "Changed local settings or an upgrade of this package start no run.",
      "echoed-defaults": "Defaults that the server fills in or returns are not a change.",
      "named-changes": "A diff names what changed to the last key.",
      "reported-again": "An `up` reports again what is wrong with a recorded run.",
      renames: "An alias, another parent, or a renamed resource or stack starts no run.",
      "preview-outputs": "A preview shows only outputs that are certain.",
    },
  },
  {
    title: "JobRun: faults of network and server",
    page: "job-run.md#faults-of-network-and-server",
    isAboutMoney: true,
    rules: {
      "credential-errors":
        "A missing or rejected key, a missing permission or a wrong address gives one clear message and starts nothing.",
      "rate-limit": "429 pauses the whole process, counts as no attempt, and only time limits it.",
      "rate-limited-wait": "429 does not end a wait.",
      blips: "No command fails over an outage of less than a minute, unless your own limits are shorter.",
      chaos: "While a tenth of all answers are faults, each definition still runs once.",
      "long-wait":
        "A wait of a day uses no more memory than one of an hour, and is resumed after a long outage.",
      "failed-polls": "A wait survives nine failed status requests in a row.",
      "unknown-status": "A wait continues through statuses that this version does not know.",
      "slow-extras": "Logs and cost delay the end of a run by seconds at most.",
      "any-log": "A wait continues whatever happens to its logs.",
      "late-log": "The cause of a failed run is recorded even if its log arrives late.",
      "long-log": "A log that is too long to read to its end says so.",
      "log-bounds": "Log lines are read to the end, each once, within bounds.",
      "any-answer": "Whatever the API answers, each operation ends, and every started run is in state.",
    },
  },
  {
    title: "JobRun: output",
    page: "job-run.md#what-is-shown-while-it-runs",
    isAboutMoney: true,
    rules: {
      "log-file": "`logs.file` holds every line of the log, without secrets, gaps or repeats.",
      "ci-log": "A CI log shows each line of a run once, and a sign of life each minute.",
      "inert-text": "No text of a run or of the API acts on a terminal, a CI runner or the engine.",
    },
  },
  {
    title: "JobRun: update, refresh, destroy",
    page: "job-run.md#update",
    isAboutMoney: true,
    rules: {
      resume: "The next `up` resumes an open run.",
      "failed-update": "A failed update keeps the definition of the run that was made.",
      "refresh-open": "A refresh reads open runs only.",
      "refresh-failed": "A failed run stays failed after a refresh.",
      "missing-run":
        "A refresh reads an open run that is not found from the list; if it is in none, it fails and keeps it in state.",
      "finished-needs-nothing": "Commands on finished runs need neither a key nor the API's record.",
      "destroy-cancels": "Destroy cancels an active run and waits for its end.",
      "refused-cancel": "A refused cancel is repeated while the run is active.",
      "gone-run": "A run counts as gone only in the account that started it.",
      "single-404": "One 404 does not make destroy or a replacement forget an active run.",
      "wrong-key": "Another organisation's key, or a revoked one, destroys and forgets nothing.",
      "removed-resource": "Removing a resource from the program cancels its active run.",
      "removed-package": "Nothing is forgotten if the package is removed as well.",
    },
  },
  {
    title: "JobRun: options of Pulumi",
    page: "job-run.md#options-of-pulumi",
    isAboutMoney: true,
    rules: {
      "on-replace-leave":
        '`onReplace: "leave"`, and `retainOnDelete` of the classes, leave a replaced run active.',
      "ignore-changes": "`ignoreChanges` holds for replacements too.",
      "kept-completed": "A completed run does not start again because its successor could not be created.",
      "error-hooks": "A hook's retry does what the next `up` would do, at most `rerun.max` times.",
    },
  },
  {
    title: "Guards",
    page: "reference.md#guards",
    isAboutMoney: true,
    rules: {
      "run-jobs":
        "With `wherobots:runJobs` false nothing starts; the first `up` without it runs what was held back.",
      "validate-account":
        '`validate: "account"` refuses before the submit what the organisation does not allow.',
      budget: "`budget.maxUsd` ends a run that has cost more, and no later `up` starts it again by itself.",
      "max-new-runs":
        "`wherobots:maxNewRuns` refuses the submit that is one too many before anything is sent.",
    },
  },
  {
    title: "JobRun: what stops a wait",
    page: "job-run.md#interrupt",
    isAboutMoney: true,
    rules: {
      "wait-stops": "What stops a wait decides what becomes of the run, the `up` and its dependents.",
      "queue-limit": "A run that has started is in no queue, whatever status follows.",
      "custom-timeouts": "`customTimeouts` of create and update stop the wait; the next `up` resumes it.",
      interrupt: "After an interrupt a command ends in time, and no run is duplicated or lost.",
      "ctrl-c-dynamic": "The dynamic provider does not receive Ctrl-C; the next `up` adopts the run.",
      "interrupted-submit": "An interrupt waits for the submit in progress and sends no other.",
      "interrupt-cancel": 'With `onInterrupt: "cancel"` the message says what is known of the cancel.',
      "interrupt-many":
        "Cancels after an interrupt go first; a run that got none is named and ended by the next command.",
      "completed-before-cancel": "A run that completed before its cancel is not repeated.",
    },
  },
  {
    title: "JobRun: import",
    page: "job-run.md#import",
    isAboutMoney: true,
    rules: {
      import: "An import starts nothing and changes nothing.",
      "import-options":
        "The command and the option import triggers, secrets and protection, of open and failed runs too.",
    },
  },
  {
    title: "RunCompletion",
    page: "job-run.md#runcompletion",
    rules: {
      "run-completion": "A RunCompletion waits for its run, and dependents wait for it.",
      "completion-cancel": "A run that a RunCompletion cancelled starts again after a refresh.",
    },
  },
  {
    title: "Reliability",
    page: "reliability.md",
    isAboutMoney: true,
    rules: {
      "every-fault": "Each fault at each request has the documented outcome.",
      "every-resource": "Every resource follows the same rules in the plugin and in the dynamic provider.",
      "old-stack": "A stack that an earlier version deployed needs no change, and is destroyed.",
      "old-state": "A state of any earlier version can be read, compared, updated and deleted.",
      "bounded-state": "What the engine receives is plain JSON within its size limit.",
    },
  },
  {
    title: "Security",
    page: "../SECURITY.md",
    isAboutMoney: true,
    rules: {
      secrets: "Secrets appear in no state, event, output, error or process argument.",
      "key-transport":
        "The key goes to the configured address only, over verified TLS, through proxies and own CAs.",
      "run-id-path": "No run id can leave its place in a request's path.",
    },
  },
  {
    title: "JobRunBatch",
    page: "job-run-batch.md",
    isAboutMoney: true,
    rules: {
      "batch-run-rules": "Each run of a batch follows the rules of a JobRun.",
      "batch-changes": "Only new, changed and failed keys run.",
      "batch-defaults": "A changed default concerns the keys that use it.",
      "batch-removed-key": "A removed key's run is cancelled if it is active.",
      "batch-concurrency": "At most `maxConcurrency` runs are active at once.",
      "batch-circuit-breaker": "The same error three times in a row counts for the whole batch.",
      "batch-on-failure": 'With `onFailure: "stop"` no other run starts, and active ones end.',
      "batch-resume": "The next `up` continues an unfinished batch.",
      "batch-kill": "After a kill no run is duplicated.",
      "batch-postponed-change": "A change whose turn did not come is kept for the next `up`.",
      "batch-interrupt": "An interrupt ends the `up` in time.",
      "batch-secrets": "Secrets appear in no record, reason or line.",
      "batch-size": "A thousand runs print few lines and keep small records.",
      "batch-fit": "A failure report stays within what the engine takes.",
    },
  },
  {
    title: "Plugin",
    page: "plugin.md",
    rules: {
      "look-ups": "Programs of the dynamic provider have the same functions, asked by the program itself.",
      "each-run": "`eachRun` reads each run once, page by page as the loop asks.",
      "list-runs": "The engine lists the runs of the account, page by page.",
      yaml: "YAML programs start each job once, report a failure and repeat it.",
      python: "Python programs without generated classes start each job once.",
      "generated-classes": "Generated classes for Node.js, Go and Python install and run jobs.",
      get: "`JobRun.get` reads a run and never starts or cancels it.",
      "explicit-providers": "Each job uses the account of its provider.",
      "detailed-diff":
        "A preview marks each changed property, and obeys `ignoreChanges` and `replaceOnChanges`.",
      "yaml-forced-replacement":
        "A forced replacement in YAML cancels an active run first if its definition changed.",
      "changed-secrets": "Making a value secret, or plain again, is an update without a run.",
      "plugin-archive": "Pulumi installs the plugin from a release by itself, and needs no npm then.",
      "archive-content": "The archives are made of one bundle, with licences, twice the same bytes.",
      "release-content": "A release is made of its commit alone, twice the same bytes.",
      size: "Package, archive and installation stay within the sizes that performance.md names.",
      licences: "Every package that is installed or bundled has a licence of a list.",
      advisories: "Nothing is released with a known vulnerability that is high or critical.",
      publishing: "A release that broke off can be repeated, and is complete when it is seen.",
      "own-tests": "Mocks and the emulator serve tests of your own programs in jest, vitest and pytest.",
      "api-report": "The types of an entry change with a report, and never unannounced.",
      launcher: "A committed launcher finds the package once it is installed.",
      "node-version": "An old Node.js and modules that print get a clear message or do no harm.",
      compilers: "TypeScript 3.8 and older module resolutions find all entries.",
      policies: "Typed policies see the resources of their class and the jobs of a set.",
      autonaming: "`pulumi:autonaming` repeats no run and names none.",
      do: "`pulumi do` calls functions, reads runs, and cancels an active run that it deletes.",
      projects: "The package works in each project of the [table](projects.md).",
      "package-add": "`pulumi package add` and `PATH` find the plugin.",
      "plugin-process": "The plugin's process survives a fault in one operation, and handles signals.",
      schema: "The package schema matches the types, and its examples work.",
    },
  },
  {
    title: "JobSet",
    page: "job-files.md#jobset",
    rules: {
      "job-set": "Ten lines of YAML deploy a folder of job files, each job after those that it needs.",
      "job-set-mistakes": "A mistake in a job file starts nothing, and the preview lists all of them.",
      "job-set-changes": "A changed job runs, a moved one does not, and one that is gone is cancelled.",
      "job-set-failure": "A job that fails keeps back those that need it, and no others.",
      "job-set-hosts": "A job set does the same in YAML, in Python and with both providers in TypeScript.",
      "job-set-options": "Provider, protection, aliases and transforms of a set reach its jobs.",
      "job-set-rerun": "A need with `rerun: always` repeats a job after each new run of the needed one.",
      "job-set-dependents":
        "Nothing that depends on a whole set starts if a job fails, but with one exception.",
    },
  },
  {
    title: "Coming from elsewhere",
    page: "coming-from.md",
    rules: {
      "coming-from": "The job files of the page start what a curl script, Airflow and a bundle start.",
    },
  },
  {
    title: "Pulumi Kubernetes Operator",
    page: "kubernetes-operator.md",
    rules: {
      operator: "The operator runs what changed, once, also if a pod ends meanwhile, and a resync nothing.",
      "operator-bounds": "All attempts at a failing job start at most `rerun.max` runs.",
    },
  },
  {
    title: "Pipelines",
    page: "pipelines.md",
    rules: {
      "pipeline-checked": "The pipelines pass actionlint and GitLab's schema, and examples/gitops has them.",
      "pipeline-plan": "A pull request has one comment with what would start, which each push updates.",
      "pipeline-one-job": "A changed job is alone in the comment, and runs alone after the merge.",
      "pipeline-review": "A review stack starts nothing, and goes when its pull request is closed.",
      "pipeline-failure": "A failed job fails the pipeline, which shows why.",
      "pipeline-permissions":
        "Workflows have few permissions, pinned actions, and secrets only where they are used.",
      "pipeline-concurrency": "One deployment at a time, and none is cut off.",
    },
  },
  {
    title: "Moving between the dynamic provider and the plugin",
    page: "moving-hosts.md",
    rules: {
      migration: "A stack moves in either direction without a change or a run.",
      "after-migration": "After the move a changed definition runs once, and refresh and destroy work.",
    },
  },
  {
    title: "Many runs",
    page: "scale.md",
    rules: {
      slots: "A run that is waited for holds a slot, a submitted one none, and a batch one in all.",
      "shards-once": "Stacks of one program that run at the same time run each key once.",
      "shards-kill": "After a kill a stack adopts its own runs and no others.",
      "shards-added": "An added shard takes over keys, and no other key moves.",
      "request-rates": "The documented request rates are calculated from the code's.",
    },
  },
];
