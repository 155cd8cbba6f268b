import { gunzipSync } from 'node:zlib';
import { isRecord, parseJson } from '../base/json-values.ts';
import { sidecarPath } from '../preload/sidecar.cts';
import { readSmallFile } from './small-file.ts';
import { parseMap, type SourceMap } from './source-map.ts';

/** The source maps that were kept when a snapshot was captured. */
export interface CapturedMaps {
  /** @throws when what was kept is no source map */
  mapOf(scriptId: number): SourceMap | undefined;
}

/** More than `readScriptMaps` keeps: what unpacks to more was not written by it. */
const maxBytes = 128e6;

/** The maps in the sidecar of a snapshot; none where there is no sidecar, or it says none. */
export function readCapturedMaps(snapshotPath: string): CapturedMaps {
  const kept = snapshotPath === '-' ? undefined : unpack(readSmallFile(sidecarPath(snapshotPath)));
  return {
    mapOf: (scriptId) => {
      const key = String(scriptId);
      // Each is checked like a map from anywhere else.
      return kept && Object.hasOwn(kept, key) ? parseMap(JSON.stringify(kept[key])) : undefined;
    },
  };
}

function unpack(sidecar: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const fields = sidecar === undefined ? undefined : parseJson(sidecar);
  const packed = isRecord(fields) ? fields['sourceMaps'] : undefined;
  if (typeof packed !== 'string') return undefined;
  try {
    const text = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: maxBytes }).toString('utf8');
    const maps = parseJson(text);
    return isRecord(maps) ? maps : undefined;
  } catch {
    return undefined;
  }
}
