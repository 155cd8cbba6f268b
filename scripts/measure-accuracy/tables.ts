import type { Answer } from './answers.ts';

/** A line for each plan, of series and of pairs. */
export function accuracyTable(answers: readonly Answer[]): string {
  const plans = [...new Set(answers.map(({ plan }) => plan))];
  const rows = (['series', 'pair'] as const).flatMap((of) =>
    plans.map((plan) => {
      const ofPlan = answers.filter((answer) => answer.plan === plan && answer.of === of);
      const leaking = ofPlan.filter(({ wanted }) => wanted === 'leak');
      const healthy = ofPlan.filter(({ isLeaking }) => !isLeaking);
      const plainlyHealthy = healthy.filter(({ wanted }) => wanted === 'no-leak');
      return [
        of === 'series' ? `series, ${plan.split(',').join(' : ')}` : `pair, ${plan.split(',').join(' : ')}`,
        share(leaking, ({ isNamed }) => isNamed),
        share(leaking, ({ result }) => result === 'no-leak'),
        share(leaking, ({ result }) => result === 'leak'),
        share(healthy, ({ result }) => result === 'leak'),
        share(plainlyHealthy, ({ result }) => result === 'no-leak'),
      ];
    }),
  );
  return markdown(
    [
      'Load',
      'Class and holder first',
      'Leaks called `no-leak`',
      'Leaks called `leak`',
      'False alarms',
      'Healthy called `no-leak`',
    ],
    rows,
  );
}

/** What calibration needs of an answer: how sure it was, and whether it was right. */
export type CalibratedAnswer = Pick<Answer, 'isLeaking' | 'result' | 'confidence' | 'isNamed'> & {
  readonly first?: { readonly confidence: number } | undefined;
};

/** Lower ends of the bins, in per cent. */
const bins = [0, 50, 60, 70, 80, 90, 95];

/**
 * How often what was said with some confidence was right: `leak` of a program that leaks, `no-leak` of
 * one that does not, the first suspect where it has a label's class and path, whatever the verdict.
 */
export function calibrationTable(answers: readonly CalibratedAnswer[]): string {
  const verdicts = answers.map(({ result, confidence, isLeaking }) => ({
    result,
    confidence,
    isRight: (result === 'leak') === isLeaking,
  }));
  const suspects = answers.flatMap(({ first, isNamed }) =>
    first ? [{ confidence: first.confidence, isRight: isNamed }] : [],
  );
  const columns = [
    verdicts.filter(({ result }) => result === 'leak'),
    verdicts.filter(({ result }) => result === 'no-leak'),
    suspects,
  ];
  const rows = bins.map((from, index) => {
    const to = bins[index + 1] ?? 101;
    const inBin = columns.map((said) =>
      said.filter(({ confidence }) => confidence * 100 >= from && confidence * 100 < to),
    );
    return [
      to > 100 ? `${from} % and more` : `${from} to ${to} %`,
      ...inBin.map((said) => share(said, ({ isRight }) => isRight)),
    ];
  });
  return markdown(['Said with', '`leak` was right', '`no-leak` was right', 'First suspect was right'], rows);
}

/** What was wrong, one line each, for who works on the rules. */
export function listOfWrong(answers: readonly Answer[]): string {
  return answers
    .filter(
      ({ of, isLeaking, wanted, result, isNamed }) =>
        result === (isLeaking ? 'no-leak' : 'leak') || (of === 'series' && wanted === 'leak' && !isNamed),
    )
    .map(({ program, plan, of, result, confidence, isLeaking, first }) => {
      const suspect = first ? `${first.className} by ${first.path}` : 'nobody';
      return `${of} ${plan} ${program} (${isLeaking ? 'leaks' : 'healthy'}): ${result} ${confidence}; ${suspect}`;
    })
    .join('\n');
}

/** "97 % of 54"; "–" of none. */
function share<Item>(items: readonly Item[], isCounted: (item: Item) => boolean): string {
  if (items.length === 0) return '–';
  const counted = items.filter(isCounted).length;
  return `${Math.round((100 * counted) / items.length)} % of ${items.length}`;
}

function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}
