import process from 'node:process';
import { SnapdiffError } from '../../base/errors.ts';
import type { Questions, QuestionName } from '../../explore/questions.ts';
import type {
  Call,
  CaptureAnswer,
  CaptureAsk,
  Desk,
  RunningProcess,
  ScenarioAnswer,
  ScenarioAsk,
  TriageAsk,
  TriagedProcess,
  Workbench,
} from '../../mcp/desk.ts';
import type { ComparisonReport } from '../../report/report.ts';
import { Comparisons } from './comparisons.ts';
import { OpenFolders } from './open-folders.ts';
import { OpenSnapshots } from './open-snapshots.ts';
import type { Waiter } from './shared-work.ts';

/** Does for an agent what the commands do: with files in folders that are open, and processes of this machine. */
export class FileWorkbench implements Workbench {
  readonly asksForRoots: boolean;
  readonly #folders: OpenFolders | undefined;
  readonly #comparisons = new Comparisons();
  readonly #stop = new AbortController();
  /** What is under way. */
  readonly #calls = new Set<Promise<unknown>>();
  /** By process. */
  readonly #captures = new Map<number, { readonly signal: AbortSignal; readonly ended: Promise<unknown> }>();
  #opened: OpenSnapshots | undefined;

  /** @param folders that are open, whatever the client says */
  constructor(folders: OpenFolders | undefined) {
    this.#folders = folders;
    this.asksForRoots = folders === undefined;
  }

  begin({ roots, signal, onProgress }: Call): Desk {
    const waiter: Waiter = { signal: AbortSignal.any([signal, this.#stop.signal]), onProgress };
    // Read when a file is named.
    let open: Promise<OpenFolders> | undefined;
    const folders = (): Promise<OpenFolders> => (open ??= this.#foldersFor(roots));
    return {
      processes: () => this.#keep(listProcesses()),
      capture: (ask) => this.#keep(this.#capture(ask, folders, waiter)),
      compare: (paths) => this.#keep(this.#compare(paths, folders, waiter)),
      ask: (path, question) => this.#keep(this.#ask(path, question, folders, waiter)),
      checkScenario: (ask) => this.#keep(this.#checkScenario(ask, folders, waiter)),
      triage: (ask) => this.#keep(this.#triage(ask, folders, waiter)),
    };
  }

  /** Ends what is under way: when it is done no thread, child or half of a file is left. */
  async close(): Promise<void> {
    this.#stop.abort(new SnapdiffError('the server has been ended'));
    await this.#opened?.close();
    await Promise.allSettled(this.#calls);
    await this.#comparisons.settled();
  }

  async #keep<Result>(call: Promise<Result>): Promise<Result> {
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  async #foldersFor(roots: readonly string[] | undefined): Promise<OpenFolders> {
    if (this.#folders) return this.#folders;
    return roots === undefined ? OpenFolders.ofWorkingDirectory() : OpenFolders.ofRoots(roots);
  }

  async #compare(
    paths: readonly string[],
    folders: () => Promise<OpenFolders>,
    waiter: Waiter,
  ): Promise<ComparisonReport> {
    const open = await folders();
    const files: string[] = [];
    for (const path of paths) files.push(await open.snapshot(path));
    const report = await this.#comparisons.of(files, waiter);
    const newest = report.snapshots.at(-1)?.path;
    // The next question is often about an object of it.
    if (newest !== undefined) this.#snapshots.prepare(newest).catch(() => {});
    return {
      ...report,
      snapshots: report.snapshots.map((each) => ({ ...each, path: open.shown(each.path) })),
    };
  }

  async #ask<Name extends QuestionName>(
    path: string,
    question: { readonly question: Name } & Questions[Name]['ask'],
    folders: () => Promise<OpenFolders>,
    waiter: Waiter,
  ): Promise<Questions[Name]['answer']> {
    return this.#snapshots.ask(await (await folders()).snapshot(path), question, waiter);
  }

  async #capture(
    ask: CaptureAsk,
    folders: () => Promise<OpenFolders>,
    waiter: Waiter,
  ): Promise<CaptureAnswer> {
    const open = await folders();
    const folder = await open.folder(ask.folder);
    const { takeSnapshots } = await import('./take-snapshots.ts');
    const { captures, warnings } = await this.#alone(ask.pid, waiter.signal, () =>
      takeSnapshots(ask, folder, waiter),
    );
    return { captures: captures.map((each) => ({ ...each, path: open.shown(each.path) })), warnings };
  }

  /**
   * Two at once would open the same inspector, write the same file, and one close what the other needs. One that is cancelled
   * leaves the process as it was first, which takes a moment that the next waits for.
   */
  async #alone<Result>(pid: number, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const before = this.#captures.get(pid);
    if (before?.signal.aborted === false) {
      throw new SnapdiffError(`process ${pid} is being captured by another call`, {
        hint: 'Wait for its answer, or cancel it.',
      });
    }
    const result = before === undefined ? work() : before.ended.then(work, work);
    const capture = { signal, ended: result };
    this.#captures.set(pid, capture);
    try {
      return await result;
    } finally {
      if (this.#captures.get(pid) === capture) this.#captures.delete(pid);
    }
  }

  async #checkScenario(
    ask: ScenarioAsk,
    folders: () => Promise<OpenFolders>,
    waiter: Waiter,
  ): Promise<ScenarioAnswer> {
    const open = await folders();
    const placed = {
      ...ask,
      path: await open.file(ask.path),
      config: ask.config === undefined ? undefined : await open.file(ask.config),
      keepIn: ask.keepIn === undefined ? undefined : await open.folder(ask.keepIn),
    };
    const { checkScenario } = await import('./check-scenario.ts');
    const { report, snapshots } = await checkScenario(placed, waiter);
    return { report, snapshots: snapshots.map((each) => open.shown(each)) };
  }

  async #triage(
    ask: TriageAsk,
    folders: () => Promise<OpenFolders>,
    waiter: Waiter,
  ): Promise<readonly TriagedProcess[]> {
    const timeline = ask.timeline === undefined ? undefined : await (await folders()).file(ask.timeline);
    const { triageMemory } = await import('./triage-memory.ts');
    return triageMemory({ ...ask, timeline }, waiter);
  }

  get #snapshots(): OpenSnapshots {
    return (this.#opened ??= new OpenSnapshots());
  }
}

async function listProcesses(): Promise<readonly RunningProcess[]> {
  if (process.platform !== 'linux') {
    throw new SnapdiffError(`processes can be listed on Linux only, not on ${process.platform}`, {
      hint: '"snapdiff capture --port" in a terminal captures what was started with --inspect.',
    });
  }
  const [processes, { wayInto }] = await Promise.all([
    import('../../capture/processes.ts'),
    import('../../capture/capture-process.ts'),
  ]);
  return processes.listProcesses().map((facts) => ({ ...facts, way: wayInto(facts) }));
}
