import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { schemaFile, schemaKinds } from './schema/kinds.ts';
import { schemaText } from './schema/report-schema.ts';

// Writes schema/*.schema.json from the types of the reports. Run it after changing one of them:
//   node --import tsx scripts/make-schema.ts [--check]
// --check writes nothing, and ends with 1 if one is not what its type says.

const isCheck = process.argv.includes('--check');
mkdirSync(fileURLToPath(new URL('../schema/', import.meta.url)), { recursive: true });
for (const kind of schemaKinds) {
  const file = schemaFile(kind);
  const text = schemaText(kind);
  if (!isCheck) {
    writeFileSync(file, text);
    console.log(file);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is not what its type says: run node --import tsx scripts/make-schema.ts`);
    process.exitCode = 1;
  }
}
