// @ts-check
import { byId, setAttribute } from './dom.js';

/** Views by the address that opens them; a trade's own address leaves the view as it is. */
const VIEWS = /** @type {const} */ ([
  { hash: '#trades', view: 'view-trades', tab: 'tab-trades' },
  { hash: '#platform', view: 'view-platform', tab: 'tab-platform' },
]);

/**
 * Shows the view that the address names, now and whenever it changes.
 *
 * @param {() => void} onShown Told after each change.
 */
export function startTabs(onShown) {
  const show = () => {
    const { hash } = window.location;
    if (hash.startsWith('#trade-')) return;
    const chosen = VIEWS.find((view) => view.hash === hash) ?? VIEWS[0];
    for (const { view, tab } of VIEWS) {
      byId(view, HTMLElement).hidden = view !== chosen.view;
      setAttribute(byId(tab, HTMLElement), 'aria-current', view === chosen.view ? 'page' : null);
    }
    onShown();
  };
  window.addEventListener('hashchange', show);
  show();
}
