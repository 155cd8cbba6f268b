// next 14.2.4 in production: pages that are rendered for each request, and pages that are cached, in memory up to a limit.
'use strict';

const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');

const dir = path.join(__dirname, '../next-site');
const pages = {
  'index.js': 'export default function Home() { return <h1>Shop</h1>; }',
  'search.js': `export default function Search({ q, found }) {
  return <main><h1>{q}</h1><ul>{found.map((f) => <li key={f}>{f}</li>)}</ul></main>;
}
export async function getServerSideProps({ query }) {
  return { props: { q: query.q ?? '', found: [1, 2, 3].map((n) => 'Product ' + n + ' ' + query.q) } };
}`,
  'products/[id].js': `export default function Product({ id, text }) { return <main><h1>{id}</h1><p>{text}</p></main>; }
export async function getStaticPaths() { return { paths: [], fallback: 'blocking' }; }
export async function getStaticProps({ params }) {
  return { props: { id: params.id, text: ('Text of ' + params.id + '. ').repeat(20) }, revalidate: 600 };
}`,
  'api/health.js': 'export default function health(_request, response) { response.json({ ok: true }); }',
};

if (!existsSync(path.join(dir, '.next/BUILD_ID'))) {
  for (const [file, text] of Object.entries(pages)) {
    const to = path.join(dir, 'pages', file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, `${text}\n`);
  }
  writeFileSync(path.join(dir, 'package.json'), '{ "private": true }\n');
  // A process of its own: what a build leaves in the heap is no part of the server.
  execFileSync(process.execPath, [require.resolve('next/dist/bin/next'), 'build'], {
    cwd: dir,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
process.env.NODE_ENV = 'production';
const app = require('next')({ dev: false, dir, quiet: true });
app.prepare().then(() => {
  const handle = app.getRequestHandler();
  const server = http.createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
});
