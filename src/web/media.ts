import { useEffect, useState } from 'preact/hooks';

/** Whether the page is on paper: then all views stand one below the other. */
export function useIsPrinted(): boolean {
  const [isPrinted, setPrinted] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const media = matchMedia('print');
    const follow = (): void => setPrinted(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return isPrinted;
}
