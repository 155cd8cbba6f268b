import type { IdList } from './index-spaces.ts';

/** 16,384 ids a page: 2 kB. V8's ids are dense but for native nodes, whose ids may be anywhere. */
const pageBits = 14;

/**
 * A set of node ids, one bit each: two bits for every JS object of a snapshot, as their ids are odd and
 * rise with few gaps. A `Set` of numbers takes a hundred times that.
 */
export class IdSet {
  /** id >>> pageBits → the bits of its page; nothing where no id of it is in the set. */
  readonly #pages: (Int32Array | undefined)[] = [];
  /** The highest odd id: JS objects' ids rise while a process runs, native nodes' need not. */
  highestJsId = 0;

  constructor(list: IdList) {
    const ids = list as ArrayLike<number>;
    for (let position = 0; position < ids.length; position++) {
      const id = ids[position];
      const page = (this.#pages[id >>> pageBits] ??= new Int32Array(1 << (pageBits - 5)));
      page[(id & ((1 << pageBits) - 1)) >>> 5] |= 1 << (id & 31);
      if (id > this.highestJsId && (id & 1) === 1) this.highestJsId = id;
    }
  }

  has(id: number): boolean {
    const page = this.#pages[id >>> pageBits];
    return page !== undefined && (page[(id & ((1 << pageBits) - 1)) >>> 5] & (1 << (id & 31))) !== 0;
  }
}
