import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../parts/icon.tsx';

export type Tone = 'leak' | 'fine' | 'open';

interface BannerProps {
  readonly tone: Tone;
  /** One or two words. */
  readonly label: string;
  readonly sure?: string | undefined;
  /** The reason. */
  readonly children: ComponentChildren;
}

/** The answer, before anything else. */
export function Banner({ tone, label, sure, children }: BannerProps): JSX.Element {
  return (
    <section class={`banner tone-${tone}`} aria-label="Verdict">
      <h1>
        <Icon name={tone} />
        {label}
        {sure !== undefined && <span class="sure">{sure}</span>}
      </h1>
      <div class="reason">{children}</div>
    </section>
  );
}
