import { SnapdiffError } from '../base/errors.ts';

/** A question with a name: `--query grown`. */
export interface NamedQuery {
  readonly name: string;
  /** What it answers, for the help. */
  readonly describe: string;
  readonly sql: string;
  /** It asks of one class, by its whole name: `$class`. */
  readonly ofClass?: true;
  /** It asks the text of strings. */
  readonly ofTexts?: true;
  /** It asks what two snapshots or more tell. */
  readonly ofComparison?: true;
}

/** The snapshots that are not followed by another of their process. */
const newest = `(select snapshot from snapshots where comparison is null or comparison = snapshot)`;

export const namedQueries: readonly NamedQuery[] = [
  {
    name: 'biggest',
    describe: 'classes that retain most',
    sql: `select class, sum(object_count)::bigint as object_count, sum(self_size)::bigint as self_size,
  sum(retained_size)::bigint as retained_size
from classes
where snapshot in ${newest}
group by class, class_key
order by retained_size desc, class`,
  },
  {
    name: 'grown',
    describe: 'classes that retain more than in the first snapshot',
    ofComparison: true,
    sql: `with ends as (
  select snapshot, comparison = snapshot as is_newest
  from snapshots
  where position = 0 or comparison = snapshot
), signed as (
  select class, class_key, case when is_newest then 1 else -1 end as sign,
    object_count, self_size, retained_size
  from classes join ends using (snapshot)
)
select class, sum(sign * object_count)::bigint as object_growth, sum(sign * self_size)::bigint as self_growth,
  sum(sign * retained_size)::bigint as retained_growth
from signed
group by class, class_key
having retained_growth > 0
order by retained_growth desc, class`,
  },
  {
    name: 'holders',
    describe: 'by what objects of --class NAME are held',
    ofClass: true,
    sql: `select holder.class as holder, edges.kind, edges.name,
  count(distinct edges.to_id) as object_count, count(*) as reference_count
from edges
join objects on objects.snapshot = edges.snapshot and objects.id = edges.to_id
join objects as holder on holder.snapshot = edges.snapshot and holder.id = edges.from_id
where objects.class = $class and edges.is_retaining and edges.snapshot in ${newest}
group by all
order by object_count desc, reference_count desc, holder, edges.kind, edges.name`,
  },
  {
    name: 'duplicates',
    describe: 'strings of one text, and what all but one of them take',
    ofTexts: true,
    sql: `select text, self_size, count(*) as string_count, ((count(*) - 1) * self_size)::bigint as wasted_size
from objects
where text is not null and self_size > 0 and snapshot in ${newest}
group by text, self_size
having string_count > 1
order by wasted_size desc, text`,
  },
  {
    name: 'leaks',
    describe: 'suspects by fingerprint: in how many processes, and how fast',
    ofComparison: true,
    sql: `select fingerprint, any_value(class) as class, count(*) as process_count,
  round(avg(confidence), 2) as confidence, sum(growth)::bigint as growth,
  round(sum(growth) / sum(duration) * 3600)::bigint as growth_per_hour, any_value(fingerprint_of) as fingerprint_of
from suspects
group by fingerprint
order by process_count desc, growth desc, fingerprint`,
  },
];

/** @throws SnapdiffError for a name there is none of */
export function findQuery(name: string): NamedQuery {
  const query = namedQueries.find((one) => one.name === name);
  if (query) return query;
  throw new SnapdiffError(`--query ${name}: no such query`, {
    hint: `There are ${namedQueries.map((one) => one.name).join(', ')}; or write one in SQL.`,
  });
}
