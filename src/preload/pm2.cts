import { resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of what PM2 hands over nothing else is looked at: it holds the program's secrets. */
const wanted = /^(?:SNAPDIFF_\w+|name|pm_id|max_memory_restart)$/;

/**
 * The environment as a program of PM2's cluster mode will have it. There PM2 hands all that its ecosystem file says over in
 * one variable, as JSON, and applies it in a script of its own, which runs behind the preload and before the program. So
 * does it go to the program's folder only then: what is named by a relative path is meant from there.
 *
 * @returns `environment` itself of any other process, and where the JSON is none
 */
export function applyPm2(environment: Environment): Environment {
  const text = environment['pm2_env'];
  if (text === undefined) return environment;
  let handed: unknown;
  try {
    handed = JSON.parse(text);
  } catch {
    return environment;
  }
  if (typeof handed !== 'object' || handed === null) return environment;
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(handed)) {
    if (wanted.test(name) && ['string', 'number', 'boolean'].includes(typeof value))
      found[name] = String(value);
  }
  const merged: Record<string, string | undefined> = { ...environment, ...found };
  const folder = String(Reflect.get(handed, 'pm_cwd') ?? '.');
  merged['SNAPDIFF_NAME'] ||= found['name'];
  merged['SNAPDIFF_DEFAULT_OUT'] ||= resolve(folder);
  for (const name of ['SNAPDIFF_OUT', 'SNAPDIFF_TIMELINE']) {
    if (merged[name]) merged[name] = resolve(folder, merged[name]);
  }
  return merged;
}

/**
 * What a program that PM2 has started is called there. What that starts itself inherits the variables, and not the
 * title that PM2 gives it: `node <program>`, cut to the room that there was.
 *
 * @param title of the process, or its command line, which is the same to the system
 */
export function nameInPm2(environment: Environment, title: string): string | undefined {
  const { name, pm_exec_path = '' } = environment;
  const [, program = ''] = /^node (\/.+)$/s.exec(title) ?? [];
  return program !== '' && pm_exec_path.startsWith(program) ? name : undefined;
}
