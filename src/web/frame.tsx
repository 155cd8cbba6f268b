import type { ComponentChildren, JSX } from 'preact';
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
        <nav aria-label="Views">
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
