// The campaign's mark, drawn from arithmetic: the grooves of a record that are also a voice, wide
// where it swells. Everything that shows VELA shows these.

const rings = 34;
const inner = 96;
const step = 11.4;

function loudness(i: number): number {
  const swell = Math.sin(i * 0.55) * Math.sin(i * 0.21 + 0.8);
  return Math.max(0.8, 6.6 * swell * swell + 1.1 * Math.abs(Math.sin(i * 1.7)));
}

const grooves = Array.from({ length: rings }, (_, i) => ({
  r: (inner + i * step).toFixed(1),
  width: loudness(i).toFixed(2),
  opacity: (1 - (i / rings) * 0.72).toFixed(2),
}));

/** A square drawing, 1000 units wide, in the current colour. */
export function Rings({ class: name }: { class: string }) {
  return (
    <svg class={name} viewBox="0 0 1000 1000" aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor">
        {grooves.map((g) => (
          <circle key={g.r} cx="500" cy="500" r={g.r} stroke-width={g.width} opacity={g.opacity} />
        ))}
      </g>
    </svg>
  );
}
