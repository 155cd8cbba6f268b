import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemaFile, schemaKinds, schemaText } from './schema/report-schema.ts';

// Writes schema/*.schema.json from the types of the reports. Run it after changing one of them:
//   node --import tsx scripts/make-schema.ts

mkdirSync(fileURLToPath(new URL('../schema/', import.meta.url)), { recursive: true });
for (const kind of schemaKinds) {
  const file = schemaFile(kind);
  writeFileSync(file, schemaText(kind));
  console.log(file);
}
