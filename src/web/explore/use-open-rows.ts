import { useState } from 'preact/hooks';

/** Which rows of a list are open, and what opens or closes one. @param Key tells a row from the others */
export function useOpenRows<Key>(): readonly [open: ReadonlySet<Key>, toggle: (row: Key) => void] {
  const [open, setOpen] = useState<ReadonlySet<Key>>(new Set());
  const toggle = (row: Key): void => {
    const next = new Set(open);
    if (!next.delete(row)) next.add(row);
    setOpen(next);
  };
  return [open, toggle];
}
