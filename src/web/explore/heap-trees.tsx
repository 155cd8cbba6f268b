import type { JSX } from 'preact';
import { writeAddress } from './address.ts';
import { ask } from './client.ts';
import { SnapshotChoice } from './snapshot-choice.tsx';
import { dominatedTree, referencesTree } from './tree-sources.ts';
import { Tree } from './tree.tsx';
import { useAnswer } from './use-answer.ts';
import { Answered } from './waiting.tsx';

interface TreeViewProps {
  readonly snapshot: number;
}

/** The heap from its roots down, edge by edge. */
export function Containment({ snapshot }: TreeViewProps): JSX.Element {
  return (
    <section aria-labelledby="containment-title">
      <h1 id="containment-title" class="view-title">
        Containment
      </h1>
      <p class="meaning lead-meaning">
        From the roots down: what refers to what. All that is alive is reached from here; an object that
        several others refer to stands below each of them.
      </p>
      <SnapshotChoice
        snapshot={snapshot}
        addressOf={(other) => writeAddress({ view: 'containment', snapshot: other })}
      />
      <Tree label="Containment" title="Reference" source={referencesTree(snapshot)} rootId="root" />
    </section>
  );
}

/** The heap by what goes with what. */
export function Dominators({ snapshot }: TreeViewProps): JSX.Element {
  const asked = useAnswer(`root ${snapshot}`, (signal) => ask(snapshot, 'object', { id: 'root' }, signal));
  return (
    <section aria-labelledby="dominators-title">
      <h1 id="dominators-title" class="view-title">
        Dominators
      </h1>
      <p class="meaning lead-meaning">
        What would be freed with what: each object stands below the one that all ways to it go through, the
        largest first. Their retained sizes add up to that of the object above.
      </p>
      <SnapshotChoice
        snapshot={snapshot}
        addressOf={(other) => writeAddress({ view: 'dominators', snapshot: other })}
      />
      <Answered asked={asked} snapshot={snapshot}>
        {(root) => (
          <Tree
            label="Dominators"
            title="Object"
            source={dominatedTree(snapshot, root?.retainedSize)}
            rootId="root"
          />
        )}
      </Answered>
    </section>
  );
}
