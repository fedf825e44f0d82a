import { name, version } from "../package.json";

export const ACTION_FOLDER = ".github/actions/ai-http-proxy";
export const WORKFLOW = ".github/workflows/proxy.yml";

/**
 * A GitHub Actions workflow: answers on every pull request what it does, and deploys what is merged.
 *
 * @param file The file, from the root of the repository.
 */
export const workflowText = (file: string): string => `name: proxy
on:
  pull_request:
    paths: [${JSON.stringify(file)}]
  push:
    paths: [${JSON.stringify(file)}]
permissions:
  contents: read
jobs:
  # Needs no cloud account.
  ask:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write
      security-events: write
    steps:
      - uses: actions/checkout@v6
      - uses: ./${ACTION_FOLDER}
        with:
          file: ${JSON.stringify(file)}
  # Deploys what is merged once these variables of the repository are set: WORKLOAD_IDENTITY_PROVIDER
  # (projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/NAME), SERVICE_ACCOUNT, and GOOGLE_CLOUD_PROJECT where
  # the file names none. There are no keys: Google trusts GitHub's token for this repository. Reviewers of the environment
  # \`production\` are asked first.
  deploy:
    if: >-
      github.event_name == 'push' && github.ref_name == github.event.repository.default_branch
      && vars.WORKLOAD_IDENTITY_PROVIDER != ''
    runs-on: ubuntu-latest
    environment: production
    concurrency: proxy
    permissions:
      contents: read
      id-token: write
    env:
      TF_VAR_project: \${{ vars.GOOGLE_CLOUD_PROJECT }}
      FILE: ${JSON.stringify(file)}
    steps:
      - uses: actions/checkout@v6
      - uses: google-github-actions/auth@v3
        with:
          workload_identity_provider: \${{ vars.WORKLOAD_IDENTITY_PROVIDER }}
          service_account: \${{ vars.SERVICE_ACCOUNT }}
      - uses: hashicorp/setup-terraform@v3
      - run: npx --yes --package ${name}@${version} ai-http-proxy synth "$FILE"
      - run: |
          for stack in cdktf.out/stacks/*/; do
            if jq --exit-status '.terraform.backend | has("local")' "\${stack}cdk.tf.json" >/dev/null; then
              echo "::error::This runner would lose the state of $stack: say where it is kept by \\\`state\\\` in $FILE"
              exit 1
            fi
            terraform -chdir="$stack" init -input=false
            terraform -chdir="$stack" apply -input=false -auto-approve
          done
`;
