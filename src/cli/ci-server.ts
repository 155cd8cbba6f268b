import { relative } from 'node:path';
import process from 'node:process';
import type { CheckedRevision, CheckStyle } from '../report/ci/check-reporters.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What reporters are told of the repository. */
export function repositoryStyle(): Pick<CheckStyle, 'root' | 'revision'> {
  const revision = checkedRevision();
  return { root: repositoryRoot(), ...(revision && { revision }) };
}

/** Where CI servers check a repository out, if this is below it: they name files from there, wherever a job runs. */
function repositoryRoot(env: Environment = process.env): string {
  const here = process.cwd();
  const roots = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR', 'WORKSPACE'].map((name) => env[name] ?? '');
  return roots.find((root) => root !== '' && !/^\.\.|^[a-z]:/i.test(relative(root, here))) ?? here;
}

/** What a job of GitHub, GitLab or Jenkins has checked out; undefined elsewhere. */
export function checkedRevision(env: Environment = process.env): CheckedRevision | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  const github = server && repository ? `${server}/${repository}` : undefined;
  const [address, commit, branch] = github
    ? [github, env['GITHUB_SHA'], env['GITHUB_REF_NAME']]
    : env['CI_PROJECT_URL']
      ? [env['CI_PROJECT_URL'], env['CI_COMMIT_SHA'], env['CI_COMMIT_REF_NAME']]
      : [env['GIT_URL'], env['GIT_COMMIT'], env['GIT_BRANCH']];
  const uri = publicAddress(address);
  return uri === undefined ? undefined : { uri, ...(commit && { commit }), ...(branch && { branch }) };
}

/** Without a user and a password in it; undefined for "git@host:repository", which is no URI. */
function publicAddress(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!['http:', 'https:', 'ssh:', 'git:'].includes(url.protocol)) return undefined;
  [url.username, url.password] = ['', ''];
  return url.href;
}
