// @ts-check

/** @typedef {{ at: number, value: number | null }} Point Unix seconds, and a figure; null where none is known. */

/** Size of the drawing in its own units; the page scales it. */
export const CHART = { width: 720, height: 180, left: 4, right: 4, top: 10, bottom: 10 };

/**
 * Places points in the drawing. The scale begins below the least figure, not at zero, so that changes are seen; the
 * labels tell.
 *
 * @param {readonly Point[]} points By time, rising.
 */
export function scaleOf(points) {
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  // A flat line lies in the middle.
  const margin = most === least ? Math.max(Math.abs(most) * 0.01, 0.01) : (most - least) * 0.08;
  const [low, high] = [least - margin, most + margin];
  const [first = 0, last = 1] = [points[0]?.at, points.at(-1)?.at];
  const { width, height, left, right, top, bottom } = CHART;
  return {
    least,
    most,
    /** @param {number} at */
    x: (at) => left + ((at - first) / Math.max(1, last - first)) * (width - left - right),
    /** @param {number} value */
    y: (value) => top + ((high - value) / (high - low)) * (height - top - bottom),
  };
}

/**
 * Runs of points that are known, each to be drawn as one line: where nothing is known, nothing is drawn.
 *
 * @param {readonly Point[]} points
 * @returns {{ at: number, value: number }[][]}
 */
export function knownRuns(points) {
  /** @type {{ at: number, value: number }[][]} */
  const runs = [];
  let isOpen = false;
  for (const { at, value } of points) {
    if (value === null) isOpen = false;
    else if (isOpen) runs.at(-1)?.push({ at, value });
    else {
      runs.push([{ at, value }]);
      isOpen = true;
    }
  }
  return runs;
}

/**
 * The point nearest to a place across the drawing, among those known.
 *
 * @param {readonly Point[]} points
 * @param {number} share From 0 at the left to 1 at the right.
 * @returns {{ at: number, value: number } | undefined}
 */
export function nearestPoint(points, share) {
  const [first = 0, last = 0] = [points[0]?.at, points.at(-1)?.at];
  const at = first + share * (last - first);
  return knownRuns(points)
    .flat()
    .toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
}
