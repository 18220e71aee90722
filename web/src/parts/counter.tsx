// How many have joined: asked for after the page has been painted, and now and then while it is seen.

import { useEffect, useState } from "preact/hooks";

import { countVoices } from "../api";
import { useWords, usePage } from "../words";

const everyMs = 30_000; // the answer may be cached for 10 s; nobody watches closer

export function Counter() {
  const { language } = usePage();
  const t = useWords();
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    const ask = () => {
      if (!document.hidden) countVoices().then((n) => n !== null && setCount(n));
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => clearInterval(timer);
  }, []);
  const plural = new Intl.PluralRules(language).select(count ?? 0) === "one" ? "one" : "other";
  return (
    <p class={`counter${count ? "" : " waiting"}`}>
      <strong>{count ? new Intl.NumberFormat(language).format(count) : " "}</strong>{" "}
      <span>{t(`counter.${plural}`)}</span>
    </p>
  );
}
