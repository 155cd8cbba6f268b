import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './parts/icon.tsx';
import type { Theme } from './theme.ts';
import type { View } from './views.ts';

interface FrameProps<Id extends string> {
  readonly views: readonly (View<Id> & { readonly address: string })[];
  readonly current: Id;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly footer: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What is around every view: where one can go, the theme, the small print. */
export function Frame<Id extends string>(props: FrameProps<Id>): JSX.Element {
  const { views, current, theme, onTheme, footer, children } = props;
  const nav = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // On a phone they stand in a line that scrolls. Not scrollIntoView: the page itself stays where it is.
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (!nav.current || !link) return;
    const { left, width } = nav.current.getBoundingClientRect();
    const at = link.getBoundingClientRect();
    nav.current.scrollLeft += at.left - left - (width - at.width) / 2;
  }, [current]);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          // The address names the view.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="top-bar">
        <span class="brand">snapdiff</span>
        <nav aria-label="Views" ref={nav}>
          {views.map(({ id, title, count, address }) => (
            <a key={id} href={address} aria-current={id === current ? 'page' : undefined}>
              {title}
              {count !== undefined && <span class="count">{count}</span>}
            </a>
          ))}
        </nav>
        <button
          type="button"
          class="theme"
          title={`Use the ${other} theme`}
          aria-label={`Use the ${other} theme`}
          onClick={() => onTheme(other)}
        >
          <Icon name={other === 'dark' ? 'moon' : 'sun'} />
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer>{footer}</footer>
    </>
  );
}
