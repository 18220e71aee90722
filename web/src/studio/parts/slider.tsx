// A value to drag, with its name and what it stands at.

import { useState } from "preact/hooks";

import { useWords } from "../../words";

interface Props {
  label: string;
  hint?: string;
  least?: number;
  most?: number;
  step?: number;
  /** Where it starts. */
  value: number;
  /** The value in words; percent if left out. */
  said?: (value: number) => string;
  onValue: (value: number) => void;
}

export function Slider({ label, hint, least = 0, most = 100, step = 5, value, said, onValue }: Props) {
  const t = useWords();
  const [now, setNow] = useState(value);
  const words = said ? said(now) : t("studio.review.percent", { percent: now });
  return (
    <label class="slider">
      <span class="slider-name">{label}</span>
      <span class="slider-value">{words}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={now}
        aria-valuetext={words}
        onInput={(e) => {
          setNow(e.currentTarget.valueAsNumber);
          onValue(e.currentTarget.valueAsNumber);
        }}
      />
      {hint && <small class="quiet">{hint}</small>}
    </label>
  );
}
