// @ts-check
import { CHART, knownRuns, nearestPoint, scaleOf } from './chart.js';
import { element, setText } from './dom.js';
import { formatDate, formatUsd } from './format.js';

/** @import { Point } from './chart.js' */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/**
 * A line of figures over time; moving over it, or the arrow keys, tells one of them.
 *
 * @param {HTMLElement} parent
 */
export function createChart(parent) {
  const { width, height } = CHART;
  const drawing = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'none',
    role: 'img',
    tabindex: 0,
  });
  const reading = element('p', { class: 'chart-reading', 'aria-live': 'polite' });
  const range = element('p', { class: 'chart-range' });
  parent.append(drawing, element('div', { class: 'chart-foot' }, range, reading));
  /** @type {readonly Point[]} */
  let shown = [];
  let share = 1;

  function read() {
    const point = nearestPoint(shown, share);
    setText(
      reading,
      point === undefined ? '' : `${formatUsd(point.value)} at ${formatDate(point.at)}`,
    );
    mark(drawing, shown, point);
  }

  drawing.addEventListener('pointermove', (event) => {
    const { left, width: wide } = drawing.getBoundingClientRect();
    share = Math.min(1, Math.max(0, (event.clientX - left) / wide));
    read();
  });
  drawing.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    share = Math.min(1, Math.max(0, share + step / Math.max(1, shown.length - 1)));
    read();
  });

  return function renderChart(/** @type {readonly Point[]} */ points) {
    shown = points;
    drawing.replaceChildren(...linesOf(points));
    const { least, most } = scaleOf(points);
    const isKnown = Number.isFinite(least);
    setText(range, isKnown ? `${formatUsd(least)} to ${formatUsd(most)}` : 'No value yet');
    drawing.setAttribute('aria-label', `Total value over time, ${range.textContent}`);
    read();
  };
}

/** @param {readonly Point[]} points */
function linesOf(points) {
  const { x, y } = scaleOf(points);
  return knownRuns(points).map((run) => {
    const path = run.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    const [only] = run;
    // A single point would have no length: it is drawn as a short dash.
    if (run.length === 1 && only !== undefined)
      path.unshift(`${(x(only.at) - 6).toFixed(1)},${y(only.value).toFixed(1)}`);
    return svg('polyline', { points: path.join(' '), class: 'chart-line' });
  });
}

/**
 * @param {Element} drawing
 * @param {readonly Point[]} points
 * @param {{ at: number, value: number } | undefined} point
 */
function mark(drawing, points, point) {
  drawing.querySelector('.chart-mark')?.remove();
  if (point === undefined) return;
  const x = scaleOf(points).x(point.at);
  drawing.append(svg('line', { x1: x, x2: x, y1: 0, y2: CHART.height, class: 'chart-mark' }));
}
