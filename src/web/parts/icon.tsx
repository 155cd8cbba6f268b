import type { JSX } from 'preact';

const shapes = {
  leak: 'M8 1.5 15 14H1L8 1.5Zm0 4.2v4m0 1.6v1.2',
  fine: 'M14.5 8a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0ZM5 8.2l2.1 2.1L11 6.2',
  open: 'M14.5 8a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0ZM6.2 6.4c0-2.4 3.6-2.4 3.6 0 0 1.3-1.8 1.4-1.8 2.9m0 1.4v1',
  sun: 'M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM8 .8v1.7m0 11v1.7M.8 8h1.7m11 0h1.7M2.9 2.9l1.2 1.2m7.8 7.8 1.2 1.2m0-10.2-1.2 1.2m-7.8 7.8-1.2 1.2',
  moon: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z',
  search: 'M11.5 6.8a4.8 4.8 0 1 1-9.6 0 4.8 4.8 0 0 1 9.6 0ZM10.3 10.3 14.5 14.5',
} as const;

/** A picture beside a word that says the same. */
export function Icon({ name }: { readonly name: keyof typeof shapes }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
