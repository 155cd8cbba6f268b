// vite 5.3.1: the module graph keeps a node for each URL, and a query makes it another URL (vitejs/vite#11361).
// Packages: vite@5.3.1
// Leak of: ModuleNode
// Held by: idToModuleMap|urlToModuleMap|fileToModulesMap|etagToModuleMap|moduleGraph
'use strict';

const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

let server;
let serial = 0;

exports.start = async () => {
  const { createServer } = await import('vite');
  const root = mkdtempSync(path.join(tmpdir(), 'vite-'));
  writeFileSync(path.join(root, 'page.js'), 'export const title = "page";\n');
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
};

exports.round = async () => {
  for (let i = 0; i < 30; i++) await server.transformRequest(`/page.js?v=${serial++}`);
};
