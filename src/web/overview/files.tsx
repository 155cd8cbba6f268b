import type { JSX } from 'preact';
import { formatBytes, formatCount } from '../../base/units.ts';
import { Name } from '../parts/name.tsx';

interface FileRow {
  readonly role: string;
  /** null: deleted. */
  readonly path: string | null;
  readonly fileBytes: number;
  readonly nodeCount: number;
  readonly totalSize: number;
}

/** What the report was made from. */
export function Files({ files }: { readonly files: readonly FileRow[] }): JSX.Element {
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">{files.length === 1 ? 'Snapshot' : 'Snapshots'}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="files-title">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" class="number">
                Heap
              </th>
              <th scope="col" class="number">
                Objects
              </th>
              <th scope="col" class="number">
                File size
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ role, path, fileBytes, nodeCount, totalSize }, index) => (
              <tr key={index}>
                <th scope="row">
                  <span class="role">{role}</span>{' '}
                  {path === null ? <span class="muted">deleted since</span> : <Name text={path} width={90} />}
                </th>
                <td class="number">{formatBytes(totalSize)}</td>
                <td class="number">{formatCount(nodeCount)}</td>
                <td class="number">{formatBytes(fileBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
