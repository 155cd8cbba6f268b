import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../base/units.ts';
import type { ObjectRow } from '../../explore/questions.ts';
import type { ExploreProblem } from '../../explore/session.ts';
import { safeText } from '../../report/safe-text.ts';
import { ask, problemOf } from './client.ts';
import { Failed } from './waiting.tsx';

interface TextProps {
  readonly snapshot: number;
  readonly id: ObjectRow['nodeId'];
}

interface Read {
  readonly pieces: readonly string[];
  /** Characters read; of the whole. */
  readonly read: number;
  readonly length: number;
}

/** A string's text: nothing of it until somebody wants to read it, then a piece at a time. */
export function ObjectText({ snapshot, id }: TextProps): JSX.Element {
  const [text, setText] = useState<Read | undefined>();
  const [isNone, setNone] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<ExploreProblem | undefined>();
  const controller = useRef(new AbortController());
  useEffect(() => {
    controller.current = new AbortController();
    setText(undefined);
    setNone(false);
    return () => controller.current.abort();
  }, [snapshot, id]);

  const readOn = (): void => {
    if (isAsking) return;
    setAsking(true);
    setProblem(undefined);
    const { signal } = controller.current;
    ask(snapshot, 'text', { id, from: text?.read ?? 0 }, signal)
      .then(
        (answer) => {
          if (answer === null) setNone(true);
          else {
            setText({
              pieces: [...(text?.pieces ?? []), answer.text],
              read: answer.from + answer.text.length,
              length: answer.length,
            });
          }
        },
        (error: unknown) => {
          if (!signal.aborted) setProblem(problemOf(error));
        },
      )
      .finally(() => setAsking(false));
  };

  const left = text ? text.length - text.read : 0;
  return (
    <section aria-labelledby="text-title" class="object-text">
      <h2 id="text-title">
        Text{' '}
        {text && (
          <span class="of">
            {formatCount(text.read)} of {formatCount(text.length)} characters
          </span>
        )}
      </h2>
      {text && (
        <div class="text-box" tabIndex={0} role="group" aria-label="Text of the string">
          <Text pieces={text.pieces} />
        </div>
      )}
      {isNone && <p class="muted">Its text is not in the file.</p>}
      {problem && <Failed problem={problem} onAgain={readOn} />}
      {!problem && !isNone && (text === undefined || left > 0) && (
        <button type="button" class="plain-button" aria-disabled={isAsking} onClick={readOn}>
          {text === undefined ? 'Read the text' : 'Read on'}
        </button>
      )}
    </section>
  );
}

/** Line by line, as it stands; what draws nothing is made visible, and no direction of its text gets out. */
function Text({ pieces }: { readonly pieces: readonly string[] }): JSX.Element {
  const lines = pieces.join('').split('\n');
  return (
    <pre>
      {lines.map((line, index) => (
        <bdi key={index} class="text-line">
          {safeText(line)}
          {index < lines.length - 1 && '\n'}
        </bdi>
      ))}
    </pre>
  );
}
