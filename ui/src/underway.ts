// Saves, exports and imports on their way: a closing waits for them, as for acts and typed words.
const all = new Set<Promise<unknown>>();

export const underWay = {
  /** Something is being written until this settles. */
  add<T>(work: Promise<T>): Promise<T> {
    all.add(work);
    void work.catch(() => undefined).finally(() => all.delete(work));
    return work;
  },
  get count(): number {
    return all.size;
  },
  /** What is on its way now is done, or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled([...all]);
  },
};
