import { formatBytes, formatCount } from '../base/units.ts';
import type { Questions } from '../explore/questions.ts';
import { leaveOutTexts } from '../report/leave-out-strings.ts';
import type { Answer } from './answer.ts';
import { ours, quoted, quotedPlace, type Data } from './heap-text.ts';
import { flag, optional, whole } from './input.ts';
import { pathRows } from './rows.ts';
import { noSuchObject, snapshotField } from './show-owners.ts';
import { readsOnly, tool, type Tool } from './tool.ts';

const input = {
  snapshot: snapshotField,
  id: whole('Id of the object, from another answer', 1, Number.MAX_SAFE_INTEGER),
  from: optional(whole('Fields to leave out before the first one listed; 0 unless told', 0, 1e9)),
  include_strings: flag(
    'Also the texts of strings and keys, which are data of the program; false unless told',
  ),
};

const pageLength = 40;

export const showObject: Tool = tool({
  name: 'show_object',
  title: 'Show one object with its fields',
  description:
    'One object of a snapshot: class, sizes, where its constructor stands, the path that keeps it alive, and its properties, ' +
    'elements, entries and variables, each with class and id to go on from. The texts of strings only with include_strings.',
  input,
  effects: readsOnly,
  usesFiles: true,
  async answer({ snapshot, id, from = 0, include_strings: withStrings = false }, desk) {
    const nodeId = id as never;
    const object = await desk.ask(snapshot, { question: 'object', id: nodeId });
    if (object === null) throw noSuchObject(id);
    const fields = await desk.ask(snapshot, { question: 'fields', id: nodeId, from, limit: pageLength });
    return objectAnswer(
      withStrings ? object : { ...object, path: leaveOutTexts(object.path) },
      fields,
      withStrings,
    );
  },
});

type Object = NonNullable<Questions['object']['answer']>;
type Fields = Questions['fields']['answer'];
type Value = NonNullable<Fields['rows'][number]['value']>;

function objectAnswer(object: Object, fields: Fields, withStrings: boolean): Answer {
  const { nodeId, className, kind, selfSize, retainedSize, location, path, text } = object;
  const steps = pathRows(path);
  return {
    headline: `${formatCount(fields.rowCount)} fields, ${formatBytes(selfSize)} itself, ${formatBytes(retainedSize)} retained.`,
    data: {
      id: nodeId,
      class: quoted(className),
      type: quoted(kind),
      self_bytes: selfSize,
      retained_bytes: retainedSize,
      ...(location && { at: quotedPlace(location) }),
      ...textOf(object.type, text, withStrings),
    },
    lists: {
      path: {
        rows: steps,
        rowCount: steps.length,
        keeps: 'ends',
        more: () => 'show_owners with this id',
      },
      fields: {
        rows: fields.rows.map((field): Data => {
          const { kind: form, name, key, value, isWeak } = field;
          return {
            kind: ours(form),
            ...(name !== '' && { name: quoted(withStrings ? name : leaveOutTexts(name)) }),
            ...(key && { key: valueRow(key, withStrings) }),
            ...(value && { value: valueRow(value, withStrings) }),
            ...(isWeak && { weak: true }),
          };
        }),
        from: fields.from,
        rowCount: fields.rowCount,
        more: (next) => `show_object with the same id and from ${next}`,
      },
    },
  };
}

function valueRow(value: Value, withStrings: boolean): Data {
  const { type, nodeId, className, retainedSize } = value;
  if (type === 'constant' || type === 'number') {
    return value.text === undefined ? { class: quoted(className) } : { is: quoted(value.text) };
  }
  return {
    class: quoted(className),
    id: nodeId,
    retained_bytes: retainedSize,
    ...textOf(type, value.text, withStrings),
  };
}

/** Where it was asked for; of what it may have been asked for, that it was left out. */
function textOf(type: Value['type'], text: string | undefined, withStrings: boolean): Record<string, Data> {
  if (type !== 'string' && type !== 'expression') return {};
  if (!withStrings) return { text: ours('(left out: include_strings)') };
  return text === undefined ? {} : { text: quoted(text) };
}
