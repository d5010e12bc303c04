// A chart over time with a table for who cannot see it. The library is loaded with the first one.
import { html, useEffect, useRef } from '../lib.js';
import { t, number, clock } from '../texts.js';
import { onTheme } from './theme.js';

let library = null;
async function load() {
  library ??= import('uplot').then(({ default: Plot }) => {
    const sheet = document.createElement('link');
    [sheet.rel, sheet.href] = ['stylesheet', '/webjars/uplot/1.6.30/dist/uPlot.min.css'];
    document.head.append(sheet);
    return Plot;
  });
  return library;
}

const HEIGHT = 190;
/** A time is so wide; half of one stands beyond the last grid line. */
const TIME_WIDTH = 84;
const HUES = ['#2f7de1', '#d97706', '#12805c'];
const ROWS = 12;

/** `lines`: [{name, values}], beside `times` in seconds; a gap is null. */
export function Chart({ title, times, lines }) {
  const place = useRef(null);
  const plot = useRef(null);
  const known = lines.filter((line) => line.values?.some((value) => value !== null));
  const shape = known.map((line) => line.name).join('|');
  useEffect(() => {
    if (known.length === 0) return undefined;
    let gone = false;
    let watch = null;
    load().then((Plot) => {
      if (gone) return;
      // Asked for at each drawing: the theme may change while the page is open.
      const ink = (drawn) => getComputedStyle(drawn.root).color;
      const axis = { stroke: ink, grid: { stroke: '#8884', width: 1 }, ticks: { stroke: '#8884' } };
      plot.current = new Plot({
        width: place.current.clientWidth, height: HEIGHT, padding: [null, TIME_WIDTH / 2, null, null], cursor: { drag: { x: false, y: false } }, legend: { show: known.length > 1, live: false },
        scales: { y: { range: (u, low, high) => [Math.min(0, low), high > 0 ? high * 1.1 : 1] } },
        axes: [{ ...axis, space: TIME_WIDTH, values: (u, all) => all.map((at) => clock(at * 1000)) }, { ...axis, values: (u, all) => all.map((value) => number(value, 2)) }],
        series: [{}, ...known.map((line, i) => ({ label: line.name, stroke: HUES[i], width: 2, dash: i === 1 ? [6, 3] : undefined, points: { show: false } }))],
      }, [times, ...known.map((line) => line.values)], place.current);
      watch = new ResizeObserver(() => plot.current?.setSize({ width: place.current.clientWidth, height: HEIGHT }));
      watch.observe(place.current);
    }).catch((failure) => console.error(failure));
    return () => { gone = true; watch?.disconnect(); plot.current?.destroy(); plot.current = null; };
  }, [shape]);
  useEffect(() => onTheme(() => plot.current?.redraw(false)), []);
  useEffect(() => { plot.current?.setData([times, ...known.map((line) => line.values)]); }, [times]);
  if (known.length === 0) return null;
  const from = Math.max(0, times.length - ROWS);
  return html`<figure class="card"><figcaption><h2>${title}</h2></figcaption><div class="chart" ref=${place} aria-hidden="true"></div>
    <details><summary>${t('chart.table')}</summary><table><thead><tr><th scope="col">${t('result.column.at')}</th>${known.map((line) => html`<th key=${line.name} scope="col">${line.name}</th>`)}</tr></thead>
    <tbody>${times.slice(from).map((at, i) => html`<tr key=${at}><th scope="row">${clock(at * 1000)}</th>${known.map((line) => html`<td key=${line.name}>${number(line.values[from + i], 2)}</td>`)}</tr>`)}</tbody></table></details></figure>`;
}

/** The times of a series in seconds. */
export const timesOf = (series, length) => Array.from({ length }, (_, i) => Date.parse(series.from) / 1000 + i * series.step_s);
