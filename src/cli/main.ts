#!/usr/bin/env node
import process from 'node:process';

// The program itself is loaded from here, so that a failure to load it can be caught. Node reads up to a hundred modules at
// once: with too few file descriptors that ends in a stack and exit code 1, which means "leaks".
try {
  const { runProgram } = await import('./program.ts');
  await runProgram();
} catch (error) {
  process.exitCode = 2;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  process.stderr.write(
    code === 'EMFILE' || code === 'ENFILE'
      ? `snapdiff: too few file descriptors to start with (${code}). Allow more: ulimit -n 1024\n`
      : `snapdiff: cannot be loaded; install it again. ${stack ?? message}\n`,
  );
}
