import { areAddresses, type IdList } from './index-spaces.ts';

/** 16,384 ids a page: 2 kB. V8's ids are dense but for native nodes, whose ids may be anywhere. */
const pageBits = 14;

/** What a set consists of: plain data, which can be copied to another thread. */
export interface IdSetParts {
  readonly pages: (Int32Array | undefined)[];
  readonly farPages: Map<number, Int32Array>;
  readonly areAddresses: boolean;
  readonly highestJsId: number;
}

/**
 * A set of node ids, one bit each: two bits for every JS object of a snapshot, as their ids are odd and
 * rise with few gaps. A `Set` of numbers takes a hundred times that.
 */
export class IdSet {
  /** id >>> pageBits → the bits of its page; nothing where no id of it is in the set. */
  readonly #pages: (Int32Array | undefined)[];
  /** The same for addresses, whose pages are too far apart for an array. */
  readonly #farPages: Map<number, Int32Array>;
  readonly areAddresses: boolean;
  /** The highest odd id: JS objects' ids rise while a process runs, native nodes' need not. 0 where ids are addresses. */
  highestJsId: number;

  /** @param from ids, or what another thread's set consists of */
  constructor(from: IdList | IdSetParts) {
    if ('farPages' in from) {
      this.#pages = from.pages;
      this.#farPages = from.farPages;
      this.areAddresses = from.areAddresses;
      this.highestJsId = from.highestJsId;
      return;
    }
    const ids = from as ArrayLike<number>;
    this.#pages = [];
    this.#farPages = new Map();
    this.areAddresses = areAddresses(from);
    this.highestJsId = 0;
    if (this.areAddresses) {
      this.#addAddresses(ids);
      return;
    }
    for (let position = 0; position < ids.length; position++) {
      const id = ids[position];
      const page = (this.#pages[id >>> pageBits] ??= new Int32Array(1 << (pageBits - 5)));
      page[(id & ((1 << pageBits) - 1)) >>> 5] |= 1 << (id & 31);
      if (id > this.highestJsId && (id & 1) === 1) this.highestJsId = id;
    }
  }

  get parts(): IdSetParts {
    const { areAddresses: isOfAddresses, highestJsId } = this;
    return { pages: this.#pages, farPages: this.#farPages, areAddresses: isOfAddresses, highestJsId };
  }

  #addAddresses(ids: ArrayLike<number>): void {
    for (let position = 0; position < ids.length; position++) {
      const id = ids[position];
      const at = Math.floor(id / 2 ** pageBits);
      const page = this.#farPages.get(at) ?? new Int32Array(1 << (pageBits - 5));
      this.#farPages.set(at, page);
      page[(id & ((1 << pageBits) - 1)) >>> 5] |= 1 << (id & 31);
    }
  }

  has(id: number): boolean {
    const page = this.areAddresses
      ? this.#farPages.get(Math.floor(id / 2 ** pageBits))
      : id > 0xffffffff
        ? undefined
        : this.#pages[id >>> pageBits];
    return page !== undefined && (page[(id & ((1 << pageBits) - 1)) >>> 5] & (1 << (id & 31))) !== 0;
  }
}
