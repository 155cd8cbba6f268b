import { useEffect, useRef, useState } from 'preact/hooks';
import { readAddress, type Address } from './address.ts';

/** What the address names. Another object or view begins at its top; another part of the same object stays where it is. */
export function useAddress(snapshotCount: number): Address {
  const [hash, setHash] = useState(location.hash);
  const address = readAddress(hash, snapshotCount);
  const place = placeOf(address);
  const before = useRef(place);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    scrollTo({ top: 0, behavior: 'instant' });
  }, [place]);
  return address;
}

/** What is the same while a person stays with one thing. */
export function placeOf(address: Address): string {
  switch (address.view) {
    case 'object':
      return `object ${address.snapshot} ${address.id}`;
    case 'objects':
      return 'objects';
    case 'containment':
    case 'dominators':
    case 'strings':
      return `${address.view} ${address.snapshot}`;
    case 'overview':
    case 'constructors':
    case 'map':
    case 'time':
      return `${address.view} ${address.compared.join()}`;
  }
}
