// Runs the built program again and again in one process, as started once: started for each call, a third of the tests' time
// is Node and the program starting. Its main module is loaded anew each time, with the arguments, the folder, the
// environment and the output of the call; what it imports stays loaded.
//
//     node warm-cli.mjs dist/cli/main.js      with an IPC channel: { id, args, cwd, env } in, { id, exitCode, stdout, stderr } out
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , binary] = process.argv;
const { href } = pathToFileURL(binary);
let last = Promise.resolve();
process.on('message', (call) => {
  last = last.then(async () => process.send({ id: call.id, ...(await run(call)) }));
});
process.on('disconnect', () => process.exit());

async function run({ id, args, cwd, env }) {
  const said = { stdout: '', stderr: '' };
  const on = process.on.bind(process);
  const fds = [process.stdout.fd, process.stderr.fd];
  for (const name of ['stdout', 'stderr']) {
    // A stream without a descriptor is written to by its method alone.
    process[name].fd = undefined;
    process[name].write = (text, encoding, done = encoding) => {
      said[name] += text;
      if (typeof done === 'function') done();
      return true;
    };
  }
  // What it does at the end of its process it does at the end of the call.
  let atExit = () => {};
  process.on = (event, listener) => {
    if (event !== 'exit') return on(event, listener);
    atExit = listener;
    return process;
  };
  process.argv = [process.argv[0], binary, ...args];
  process.chdir(cwd);
  const inherited = { ...process.env };
  Object.assign(process.env, env);
  process.exitCode = undefined;
  try {
    await import(`${href}?call=${id}`);
    atExit();
    return { exitCode: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = undefined;
    // What is of its own hides what it inherits.
    delete process.on;
    for (const name of Object.keys(env)) {
      if (name in inherited) process.env[name] = inherited[name];
      else delete process.env[name];
    }
    for (const name of ['stdout', 'stderr']) delete process[name].write;
    [process.stdout.fd, process.stderr.fd] = fds;
  }
}
