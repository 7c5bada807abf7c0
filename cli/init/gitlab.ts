import { PULUMI_VERSION } from "./pulumi-version";

/** The pipeline of GitLab CI. */
export function gitLabFiles(): Readonly<Record<string, string>> {
  return { ".gitlab-ci.yml": PIPELINE };
}

const OWN = `$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID`;
const MAIN = `$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE != "schedule"`;

const PIPELINE = `# Variables of the project:
#   PULUMI_ACCESS_TOKEN  masked
#   WHEROBOTS_API_KEY    masked and protected: merge requests start no run, and do not get it
#   GITLAB_TOKEN         masked, for the note on a merge request: a project access token with the scope api
stages: [check, plan, deploy, destroy]

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

default:
  image: { name: "pulumi/pulumi-nodejs:${PULUMI_VERSION}", entrypoint: [""] }
  before_script:
    - npm ci

validate:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE != "schedule"
  script:
    - npx pulumi-wherobots validate > gl-code-quality-report.json
  artifacts:
    when: always
    reports: { codequality: gl-code-quality-report.json }

# One note, which each push updates: what a merge would start, why, and what that took last time. Not of forks.
plan:
  stage: plan
  rules:
    - if: ${OWN}
  interruptible: true
  script:
    - npx pulumi-wherobots plan --stack prod --markdown plan.md \${GITLAB_TOKEN:+--comment}
  artifacts:
    when: always
    expose_as: Job runs
    paths: [plan.md]

# A stack of this merge request, whose jobs are recorded and not run: Pulumi.review.yaml says so.
review:
  stage: plan
  rules:
    - if: ${OWN}
  environment:
    name: review/$CI_MERGE_REQUEST_IID
    on_stop: review-stop
    auto_stop_in: 2 weeks
  resource_group: review-$CI_MERGE_REQUEST_IID
  variables: { STACK: review-$CI_MERGE_REQUEST_IID }
  script:
    - pulumi stack select --create "$STACK"
    - exec pulumi up --stack "$STACK" --config-file Pulumi.review.yaml --yes --non-interactive

# GitLab starts it when the merge request is closed or merged.
review-stop:
  stage: plan
  rules:
    - if: ${OWN}
      when: manual
      allow_failure: true
  environment:
    name: review/$CI_MERGE_REQUEST_IID
    action: stop
  resource_group: review-$CI_MERGE_REQUEST_IID
  variables: { STACK: review-$CI_MERGE_REQUEST_IID }
  script:
    - pulumi stack select --create "$STACK"
    - exec pulumi destroy --stack "$STACK" --config-file Pulumi.review.yaml --yes --non-interactive --remove

# By hand, after a deployment that was killed.
unlock:
  stage: deploy
  rules:
    - if: ${MAIN}
      when: manual
      allow_failure: true
  script:
    - pulumi cancel --stack prod --yes

deploy:
  stage: deploy
  rules:
    - if: ${MAIN}
  environment: prod
  # One deployment at a time, and none is cut off.
  resource_group: prod
  interruptible: false
  timeout: 6h
  script:
    # exec: a signal to the job reaches Pulumi, which detaches from its runs. The next up resumes the wait.
    # A job that fails keeps back those that need it, and no others.
    - exec pulumi up --stack prod --yes --non-interactive --continue-on-error
  # Also of an up that failed or was cancelled.
  after_script:
    - npx pulumi-wherobots report --stack prod --markdown -
    - npx pulumi-wherobots report --stack prod --html report.html
  artifacts:
    when: always
    expose_as: Report
    paths: [report.html]

# In a scheduled pipeline: compares the stack prod with Wherobots and with the main branch, and starts nothing. A failure means
# that they differ.
drift:
  stage: check
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - pulumi preview --stack prod --refresh --expect-no-changes --non-interactive
  after_script:
    - if [ "$CI_JOB_STATUS" != success ]; then npx pulumi-wherobots plan --stack prod --refresh --markdown drift.md; fi
  artifacts:
    when: on_failure
    paths: [drift.md]

# By hand. A destroy begins only when the archive is kept.
archive:
  stage: destroy
  rules:
    - if: ${MAIN}
      when: manual
      allow_failure: true
  script:
    - npx pulumi-wherobots report --stack prod --json > runs.json
    - npx pulumi-wherobots report --stack prod --html report.html
  artifacts:
    paths: [runs.json, report.html]
    expire_in: never

destroy:
  stage: destroy
  needs: [archive]
  rules:
    - if: ${MAIN}
      when: manual
      allow_failure: true
  environment: { name: prod, action: stop }
  resource_group: prod
  script:
    - exec pulumi destroy --stack prod --yes --non-interactive
`;
