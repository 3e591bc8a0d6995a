// A long list is drawn in part: what stands around a place, in steps, so that it rarely moves.

/** Of so many entries, the first that is drawn and the first behind them. */
export function near(count: number, at: number, most: number): { from: number; to: number } {
  if (count <= most) return { from: 0, to: count };
  const third = Math.floor(most / 3);
  const from = Math.min(Math.max(0, Math.floor(at / third) * third - third), count - most);
  return { from, to: from + most };
}
