import { PULUMI_VERSION } from "./pulumi-version";

/** Workflows of GitHub, each with a subject, a trigger and permissions of its own. */
export function gitHubFiles(): Readonly<Record<string, string>> {
  return {
    ".github/workflows/pull-request.yml": PULL_REQUEST,
    ".github/workflows/deploy.yml": DEPLOY,
    ".github/workflows/drift.yml": DRIFT,
    ".github/workflows/destroy.yml": DESTROY,
  };
}

/*
 * Actions by the commit of their release, which nobody can move. Dependabot and Renovate know this form.
 */
const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
const SETUP_NODE = "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0";
const UPLOAD_ARTIFACT = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0";
const PULUMI = "pulumi/actions@8e5e406f4007fca908480587cb9893c07090f58d # v7.0.0";

const CLONE = `      - uses: ${CHECKOUT}
        with: { persist-credentials: false }
`;
/** No step here has a secret: packages run code while they are installed. */
const INSTALL = `      - uses: ${SETUP_NODE}
        with: { node-version: 22 }
      - run: npm ci
`;
const INSTALL_PULUMI = `      - uses: ${PULUMI}
        with: { pulumi-version: ${PULUMI_VERSION} }
`;
const SETUP = CLONE + INSTALL + INSTALL_PULUMI;

const TOKEN = "PULUMI_ACCESS_TOKEN: ${{ secrets.PULUMI_ACCESS_TOKEN }}";
const KEY = "WHEROBOTS_API_KEY: ${{ secrets.WHEROBOTS_API_KEY }}";
const WITH_TOKEN = `        env:
          ${TOKEN}
`;
const WITH_KEY = `${WITH_TOKEN}          ${KEY}
`;

const OWN = `github.event.pull_request.head.repo.full_name == github.repository && github.actor != 'dependabot[bot]'`;

const PULL_REQUEST = `# Secret of the repository: PULUMI_ACCESS_TOKEN. Nothing here starts a run, so nothing here has the key of Wherobots.
name: pull request
on:
  pull_request:
    types: [opened, reopened, synchronize, closed]
permissions: { contents: read }

jobs:
  # The only job of pull requests from forks: they have no secrets.
  validate:
    if: github.event.action != 'closed'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
${CLONE}${INSTALL}      - run: npx pulumi-wherobots validate

  # One comment, which each push updates: what a merge would start, why, and what that took last time.
  plan:
    needs: validate
    if: ${OWN}
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions: { contents: read, pull-requests: write }
    concurrency: { group: "plan-\${{ github.event.number }}", cancel-in-progress: true }
    steps:
${SETUP}      - run: npx pulumi-wherobots plan --stack prod --comment
${WITH_TOKEN}          GITHUB_TOKEN: \${{ github.token }}

  # A stack of this pull request, whose jobs are recorded and not run: Pulumi.review.yaml says so.
  review:
    needs: validate
    if: ${OWN}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    concurrency: { group: "review-\${{ github.event.number }}", cancel-in-progress: false }
    env: { STACK: "review-\${{ github.event.number }}" }
    steps:
${SETUP}      - run: |
          pulumi stack select --create "$STACK"
          exec pulumi up --stack "$STACK" --config-file Pulumi.review.yaml --yes --non-interactive
${WITH_TOKEN}
  review-closed:
    if: github.event.action == 'closed' && ${OWN}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    concurrency: { group: "review-\${{ github.event.number }}", cancel-in-progress: false }
    env: { STACK: "review-\${{ github.event.number }}" }
    steps:
      # The branch of the pull request may be gone, and a destroy reads no job files.
${CLONE.replace("persist-credentials: false", `persist-credentials: false, ref: "\${{ github.event.pull_request.base.ref }}"`)}${INSTALL}${INSTALL_PULUMI}      - run: |
          pulumi stack select --create "$STACK"
          exec pulumi destroy --stack "$STACK" --config-file Pulumi.review.yaml --yes --non-interactive --remove
${WITH_TOKEN}`;

const DEPLOY = `# Secrets of the environment prod, or of the repository: PULUMI_ACCESS_TOKEN and WHEROBOTS_API_KEY.
name: deploy
on:
  push: { branches: [main] }
  # By hand: again after a failure of the jobs.
  workflow_dispatch:
    inputs:
      unlock:
        description: Unlock the stack, after a deployment that was killed
        type: boolean
        default: false
permissions: { contents: read }
# One deployment at a time, and none is cut off. Of those that wait, GitHub keeps the newest.
concurrency: { group: prod, cancel-in-progress: false }

jobs:
  deploy:
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 350
    environment: prod
    steps:
${SETUP}      - if: inputs.unlock
        run: pulumi cancel --stack prod --yes
${WITH_TOKEN}      # exec: GitHub signals only the first process of a step. Pulumi detaches from the runs, and the next up resumes the wait.
      # A job that fails keeps back those that need it, and no others.
      - id: up
        run: exec pulumi up --stack prod --yes --non-interactive --continue-on-error
${WITH_KEY}      # Also of an up that failed or was cancelled.
      - if: always() && steps.up.outcome != 'skipped'
        run: |
          npx pulumi-wherobots report --stack prod --markdown "$GITHUB_STEP_SUMMARY"
          npx pulumi-wherobots report --stack prod --html report.html
${WITH_TOKEN}      - if: always() && steps.up.outcome != 'skipped'
        uses: ${UPLOAD_ARTIFACT}
        with: { name: report, path: report.html }
`;

const DRIFT = `# Compares the stack prod with Wherobots and with the main branch, and starts nothing. A failure means that they differ.
# Secrets as in deploy.yml.
name: drift
on:
  schedule: [{ cron: "17 5 * * *" }]
  workflow_dispatch:
permissions: { contents: read }
# Not the group of deploy.yml: whatever begins to wait there cancels a deployment that waits.
concurrency: { group: drift, cancel-in-progress: true }

jobs:
  drift:
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    environment: prod
    steps:
${SETUP}      - id: drift
        run: pulumi preview --stack prod --refresh --expect-no-changes --non-interactive
${WITH_KEY}      - if: failure() && steps.drift.outcome == 'failure'
        run: npx pulumi-wherobots plan --stack prod --refresh --markdown "$GITHUB_STEP_SUMMARY"
${WITH_KEY}`;

const DESTROY = `# Destroys the stack prod, and keeps what the report knows of its runs. Secrets as in deploy.yml.
name: destroy
on:
  workflow_dispatch:
    inputs:
      stack:
        description: The name of the stack, to confirm
        type: string
        required: true
permissions: { contents: read }
concurrency: { group: prod, cancel-in-progress: false }

jobs:
  destroy:
    if: github.ref == 'refs/heads/main' && inputs.stack == 'prod'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: prod
    steps:
${SETUP}      - run: |
          npx pulumi-wherobots report --stack prod --json > runs.json
          npx pulumi-wherobots report --stack prod --html report.html
${WITH_TOKEN}      # Before the destroy, which does not begin if nothing was kept.
      - uses: ${UPLOAD_ARTIFACT}
        with:
          name: runs
          path: |
            runs.json
            report.html
          if-no-files-found: error
          retention-days: 90
      - run: exec pulumi destroy --stack prod --yes --non-interactive
${WITH_KEY}`;
