// Those who want to be told, and how they leave.

export function listeners<T>() {
  const all = new Set<(news: T) => void>();
  return {
    add(listener: (news: T) => void): () => void {
      all.add(listener);
      return () => void all.delete(listener);
    },
    tell(news: T): void {
      for (const listener of [...all]) listener(news);
    },
  };
}
