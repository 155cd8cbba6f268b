import type { JSX } from 'preact';
import { formatShare } from '../../base/units.ts';
import type { ComparisonReport } from '../../report/report.ts';
import { Words } from '../parts/name.tsx';
import { Banner, type Tone } from './banner.tsx';

type VerdictOf = ComparisonReport['verdict'];

const tones: Readonly<Record<VerdictOf['result'], Tone>> = {
  leak: 'leak',
  'no-leak': 'fine',
  inconclusive: 'open',
};

const labels: Readonly<Record<VerdictOf['result'], string>> = {
  leak: 'Leak',
  'no-leak': 'No leak',
  inconclusive: 'Inconclusive',
};

export function VerdictBanner({ verdict }: { readonly verdict: VerdictOf }): JSX.Element {
  const { result, confidence, reasonParts } = verdict;
  return (
    <Banner
      tone={tones[result]}
      label={labels[result]}
      // What is inconclusive is sure of nothing.
      sure={result === 'inconclusive' ? undefined : `${formatShare(confidence)} sure`}
    >
      <p>
        <Words parts={reasonParts} />
      </p>
    </Banner>
  );
}
