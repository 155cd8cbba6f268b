// Packages that are published once and asked for often, by npm and by a browser.
'use strict';

const { pick, request } = require('./lib/http.cjs');
const { runPhases } = require('./lib/phases.cjs');

const known = new Set();

function publish(port, name) {
  const data = Buffer.from(`tarball of ${name}`).toString('base64');
  const version = {
    name,
    version: '1.0.0',
    dist: { tarball: `http://127.0.0.1/${name}/-/${name}-1.0.0.tgz`, shasum: '0' },
  };
  return request(port, `/${name}`, {
    method: 'PUT',
    body: {
      _id: name,
      name,
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': version },
      _attachments: {
        [`${name}-1.0.0.tgz`]: { content_type: 'application/octet-stream', data, length: data.length },
      },
    },
  });
}

runPhases(async (port, serial) => {
  const name = `package-${pick(30)}`;
  if (!known.has(name)) {
    known.add(name);
    await publish(port, name);
  }
  if (serial % 10 === 0) await request(port, '/-/v1/search?text=package&size=5');
  else await request(port, serial % 7 === 0 ? '/-/ping' : `/${name}`);
});
