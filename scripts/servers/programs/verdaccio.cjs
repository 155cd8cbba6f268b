// verdaccio 5.31.1, a registry of npm packages, with an empty storage.
'use strict';

const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { runServer } = require('verdaccio');

const folder = mkdtempSync(path.join(tmpdir(), 'verdaccio-'));
const config = path.join(folder, 'config.yaml');
writeFileSync(
  config,
  `storage: ${folder}/storage
auth:
  htpasswd:
    file: ${folder}/htpasswd
    max_users: 1000
uplinks: {}
packages:
  '**':
    access: $all
    publish: $all
log: { type: stdout, format: json, level: fatal }
`,
);
runServer(config).then((server) => {
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
});
