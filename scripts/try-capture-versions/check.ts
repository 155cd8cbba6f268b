/** A Node of some major version, and what was installed for it. */
export interface NodeUnderTest {
  readonly major: number;
  /** Its binary. */
  readonly path: string;
  /** "v24.21.0" */
  readonly version: string;
  /** Its `node_modules` has heapdump, built for it; null where nothing can be built. */
  readonly heapdumpFolder: string | null;
}

/** Something that has to hold on every Node. */
export interface Check {
  readonly name: string;
  /** @returns what to show in place of "ok": a figure, or why it does not apply. @throws what is wrong */
  readonly run: (node: NodeUnderTest) => Promise<string | void>;
}
