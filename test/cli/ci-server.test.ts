import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedRevision } from '../../src/cli/ci-server.ts';

test('the revision is what the job of GitHub, GitLab or Jenkins has checked out', () => {
  const github = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'owner/repo',
    GITHUB_SHA: 'abc',
    GITHUB_REF_NAME: '7/merge',
  };
  assert.deepEqual(checkedRevision(github), {
    uri: 'https://github.com/owner/repo',
    commit: 'abc',
    branch: '7/merge',
  });
  const gitlab = { CI_PROJECT_URL: 'https://gitlab.example/a/b', CI_COMMIT_SHA: 'abc' };
  assert.deepEqual(checkedRevision(gitlab), { uri: 'https://gitlab.example/a/b', commit: 'abc' });
  assert.deepEqual(checkedRevision({ GIT_URL: 'ssh://git@host/a.git', GIT_BRANCH: 'main' }), {
    uri: 'ssh://host/a.git',
    branch: 'main',
  });
});

test('no password gets into a report, and what is no address is none', () => {
  assert.equal(checkedRevision({ GIT_URL: 'https://me:secret@host/a.git' })?.uri, 'https://host/a.git');
  for (const GIT_URL of ['', 'git@github.com:a/b.git', '/srv/a.git', 'javascript:alert(1)']) {
    assert.equal(checkedRevision({ GIT_URL }), undefined, GIT_URL);
  }
  assert.equal(checkedRevision({}), undefined);
});
