import type { Explorer, Session, WorkState } from '../../src/explore/session.ts';

/** An explorer without files: it answers with what it was asked, unless a test says otherwise. */
export class FakeExplorer implements Explorer {
  session: Session = { toolVersion: '0.0.0', snapshots: [], report: { state: 'waiting' } };
  readonly asked: unknown[] = [];
  /** Reports whose client has left before they were there. */
  readonly left: unknown[] = [];
  readonly listeners = new Set<(session: Session) => void>();

  change(report: WorkState): void {
    this.session = { ...this.session, report };
    for (const listener of this.listeners) listener(this.session);
  }

  onChange(listener: (session: Session) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async ask(snapshot: number, question: unknown): Promise<unknown> {
    this.asked.push([snapshot, question]);
    return this.answer([snapshot, question]);
  }

  async report(snapshots: readonly number[], signal?: AbortSignal): Promise<string> {
    this.asked.push(snapshots);
    const leave = (): void => void this.left.push(snapshots);
    signal?.addEventListener('abort', leave);
    try {
      return JSON.stringify(await this.answer(snapshots));
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  answer: (asked: unknown) => unknown = (asked) => asked;

  async close(): Promise<void> {}
}
