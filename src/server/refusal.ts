/** A request that is not answered as it wishes. Its words are for whoever sent it: they say nothing of a snapshot. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Of HTTP: 4xx. */
  readonly status: number;
  /** What would be answered, one sentence. */
  readonly hint: string | undefined;
  /** The methods an address knows, where it is another that was used. */
  readonly allow: string | undefined;

  constructor(status: number, message: string, { hint, allow }: { hint?: string; allow?: string } = {}) {
    super(message);
    this.status = status;
    this.hint = hint;
    this.allow = allow;
  }
}
