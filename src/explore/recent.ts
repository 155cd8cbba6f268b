/** Keeps what was asked for last: who turns pages asks for the same again. */
export class Recent<Key, Value> {
  readonly #most: number;
  /** The least recent first. */
  readonly #values = new Map<Key, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key, make: () => Value): Value {
    const value = this.#values.has(key) ? (this.#values.get(key) as Value) : make();
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#most) {
      const [oldest] = this.#values.keys();
      this.#values.delete(oldest as Key);
    }
    return value;
  }

  forget(key: Key): void {
    this.#values.delete(key);
  }
}
