#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';

// From Node 22 on, what V8 compiled is kept for the next start, in the folder for temporary files.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();

// The program itself is loaded from here, so that a failure to load it can be caught. Node reads up to a hundred modules at
// once: with too few file descriptors that ends in a stack and exit code 1, which means "leaks".
try {
  if (process.argv.length === 3 && process.argv[2] === '--version') {
    const { toolVersion } = await import('../base/tool-version.ts');
    process.stdout.write(`${toolVersion()}\n`);
  } else {
    const { runProgram } = await import('./program.ts');
    await runProgram();
  }
} catch (error) {
  process.exitCode = 2;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  process.stderr.write(
    code === 'EMFILE' || code === 'ENFILE'
      ? `snapdiff: too few file descriptors to start with (${code}). Allow more: ulimit -n 1024\n`
      : `snapdiff: cannot be loaded; install it again. ${stack ?? message}\n`,
  );
}
