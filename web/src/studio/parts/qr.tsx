// An address for another device's camera.

import { qrCode } from "../../qr_code";

interface Props {
  url: string;
  label: string;
}

const quiet = 4; // cells of white around it, as the norm wants

export function Qr({ url, label }: Props) {
  const cells = qrCode(url);
  const size = cells.length + 2 * quiet;
  const path = cells
    .flatMap((row, y) => Array.from(row, (dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : "")))
    .join("");
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path d={path} />
    </svg>
  );
}
