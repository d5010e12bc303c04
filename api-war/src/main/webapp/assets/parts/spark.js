// A line of the last minutes, without axes.
import { html } from '../lib.js';

export function Spark({ values, label }) {
  const known = (values ?? []).filter((value) => value !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  let pen = 'M';
  const path = values.map((value, i) => {
    if (value === null) { pen = 'M'; return ''; }
    const point = `${pen}${(i / (values.length - 1)) * 100} ${30 - ((value - low) / span) * 28}`;
    pen = 'L';
    return point;
  }).join('');
  return html`<svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label=${label}><path d=${path} /></svg>`;
}
