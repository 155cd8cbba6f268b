import { classesTable } from './classes-table.ts';
import { edgesTable } from './edges-table.ts';
import { objectsTable } from './objects-table.ts';
import { snapshotsTable } from './snapshots-table.ts';
import { suspectsTable } from './suspects-table.ts';
import type { TableDefinition } from './table.ts';

/**
 * Rises when a column goes, changes its name or type, or means something else. A new column, or a new table, leaves it. It stands in
 * each file as `snapdiff.tables_version`.
 */
export const tablesVersion = 1;

/** All tables, as docs/export.md lists them. */
export const tables: readonly TableDefinition[] = [
  snapshotsTable,
  classesTable,
  objectsTable,
  suspectsTable,
  edgesTable,
];
