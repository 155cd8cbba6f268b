import { spawn } from 'node:child_process';
import process from 'node:process';

/** What opens an address, by system. Programs, never a shell: nothing in it has a meaning. */
const openers: ReadonlyMap<NodeJS.Platform, readonly string[]> = new Map([
  ['linux', ['xdg-open']],
  ['freebsd', ['xdg-open']],
  ['openbsd', ['xdg-open']],
  ['darwin', ['open']],
  ['win32', ['rundll32', 'url.dll,FileProtocolHandler']],
]);

/** Where the program runs. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/**
 * What opens a browser that the person at the terminal can see: nothing where there is no such person (a script, CI), or where the
 * browser would be on another screen (SSH) or on none.
 */
export function browserOpener({ platform, env, isTerminal }: Surroundings): readonly string[] | undefined {
  if (!isTerminal || isSet(env['CI']) || isSet(env['SSH_CONNECTION'])) return undefined;
  const hasScreen = isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY']);
  const needsScreen = openers.get(platform)?.[0] === 'xdg-open';
  return needsScreen && !hasScreen ? undefined : openers.get(platform);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/**
 * Opens an address in the user's browser, if that can be, and says nothing if not: the address is printed anyway.
 *
 * The address is among the opener's arguments, where other users of the machine may read it as long as that runs. A file of the
 * user's own with a redirection in it would hide it, but the browsers that come as a Snap or a Flatpak, Ubuntu's Firefox for one,
 * can read no such file in the folders for temporary ones. So the token is one that works once: who is slower than the browser
 * has nothing, and who is quicker is found out, as the browser is refused.
 */
export function openBrowser(
  url: string,
  { platform, env, isTerminal }: Surroundings = {
    platform: process.platform,
    env: process.env,
    isTerminal: process.stdout.isTTY,
  },
): void {
  const [command, ...args] = browserOpener({ platform, env, isTerminal }) ?? [];
  if (command === undefined) return;
  // In a session of its own: Ctrl-C in the terminal is not for the browser.
  const child = spawn(command, [...args, url], { env, detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
