// vite 5.3.1, its server for development. A module is asked for with a query that is new each time, as a page with a build's
// number does: the module graph keeps every URL, and so does `seenIds` of its crawl. A real leak.
'use strict';

const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

async function main() {
  const { createServer } = await import('vite');
  const root = mkdtempSync(path.join(tmpdir(), 'vite-'));
  writeFileSync(path.join(root, 'index.html'), '<script type="module" src="/main.js"></script>');
  for (let i = 0; i < 40; i++) writeFileSync(path.join(root, `part-${i}.js`), `export const part = ${i};\n`);
  writeFileSync(path.join(root, 'main.js'), "import { part } from './part-1.js';\nconsole.log(part);\n");
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port: 5180, hmr: false, watch: null },
  });
  await server.listen();
  console.log(`listening ${server.httpServer.address().port}`);
}

void main();
