import type { ComponentChildren, JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { LiveContext } from '../live.ts';

interface LinkProps {
  readonly nodeId: number;
  readonly children: ComponentChildren;
}

/** An object, as a link to all that is known of it where its heap is open. */
export function ObjectLink({ nodeId, children }: LinkProps): JSX.Element {
  const live = useContext(LiveContext);
  return live ? (
    <a class="object-link" href={live.addressOf(nodeId)}>
      {children}
    </a>
  ) : (
    <>{children}</>
  );
}
