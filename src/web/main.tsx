import { render } from 'preact';
import { App } from './app.tsx';
import { embeddedReport, type PageReport } from './data-source.ts';
import { Problem } from './parts/problem.tsx';

const root = document.getElementById('app');
if (root) draw(root);

function draw(place: HTMLElement): void {
  let report: PageReport;
  try {
    report = embeddedReport(document);
  } catch (error) {
    render(<Problem error={error} />, place);
    return;
  }
  render(<App report={report} />, place);
  // Who measures asks for this mark; nothing else does.
  performance.mark('drawn');
}
