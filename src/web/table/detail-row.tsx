import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DetailProps {
  /** CSS pixels from the first row. */
  readonly top: number;
  /** Of what is in sight of the table, in CSS pixels. */
  readonly width: number;
  readonly columnCount: number;
  readonly onHeight: (height: number) => void;
  readonly children: ComponentChildren;
}

/** What is open below a row. It says how high it is, for the rows below. */
export function DetailRow({ top, width, columnCount, onHeight, children }: DetailProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const tell = useRef(onHeight);
  tell.current = onHeight;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => tell.current(element.offsetHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      role="row"
      aria-level={2}
      class="detail-row"
      ref={box}
      style={{ top: `${top}px`, width: `${width}px` }}
    >
      <div role="gridcell" aria-colspan={columnCount}>
        {children}
      </div>
    </div>
  );
}
