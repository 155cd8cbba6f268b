import type { FieldValue } from '../compare/field-values.ts';
import type { ObjectField } from '../compare/object-fields.ts';
import type { HolderOfObject } from '../compare/shown-object.ts';
import { joinSentences, name, sentence, textOf, type Sentence } from '../base/sentence.ts';
import { formatCount } from '../base/units.ts';
import { labelOf } from '../paths/hold-sentences.ts';
import type { ShownObjectReport } from './shown-object-report.ts';

/** `.token`, `[12]`, `variable cache`, `"a key" →`: where in the object a value is. */
export function fieldLabel({ kind, name: own, key }: ObjectField): string {
  switch (kind) {
    case 'property':
    case 'element':
    case 'variable':
    case 'internal':
      return textOf(labelOf({ form: kind, detail: own }));
    case 'entry':
      return key === undefined ? 'entry' : `entry ${shortText(key)}`;
    case 'member':
      return 'member';
  }
}

/** `"text of a string"`, `42`, `Connection @5`. Not safe to print. */
export function valueText(value: FieldValue | undefined): string {
  if (value === undefined) return 'a value that is no object';
  return value.type === 'constant' ? shortText(value) : `${shortText(value)} @${value.nodeId}`;
}

function shortText({ type, text, name: own }: FieldValue): string {
  if (text === undefined || type === 'object') return own;
  if (type === 'expression') return `/${text}/`;
  return type === 'string' ? JSON.stringify(text) : text;
}

export function fieldNotes({ fields, omittedFieldCount, hasNumbers }: ShownObjectReport): string[] {
  const notes: string[] = [];
  if (fields.length === 0) notes.push('Nothing is in it that a snapshot has.');
  if (omittedFieldCount > 0)
    notes.push(`… ${formatCount(omittedFieldCount)} more fields; --top 0 lists them`);
  if (!hasNumbers) {
    notes.push(
      'Small integers are not in this capture, nor what other numbers are: capture --numbers has them.',
    );
  }
  return notes;
}

/** Whether letting it go would free the object. */
export function holderParts(holder: HolderOfObject | null): Sentence {
  if (!holder) return [];
  const it = sentence`${name(holder.name)} ${name(`@${holder.nodeId}`)}`;
  if (holder.isOnly) return sentence`It is freed when ${it} lets it go: nobody else holds it.`;
  if (holder.others.length === 0) return sentence`It is not sure to be freed when ${it} lets it go.`;
  const others = holder.others.map((other) => sentence`${name(other.name)} ${name(`@${other.nodeId}`)}`);
  const verb = others.length === 1 ? 'holds' : 'hold';
  return sentence`It is not freed when ${it} lets it go: ${joinSentences(others, ' and ')} ${verb} it, too.`;
}
