/** Answers a question once per argument, and forgets all when very many were asked, as in a long editing session. */
export function remembered<In, Out>(answer: (about: In) => Out): (about: In) => Out {
  const kept = new Map<In, Out>();
  return (about) => {
    const before = kept.get(about);
    if (before !== undefined) return before;
    if (kept.size > 10_000) kept.clear();
    const now = answer(about);
    kept.set(about, now);
    return now;
  };
}
