// @ts-check

import { renderDetail } from './detail-view.js';
import { byId, setText } from './dom.js';
import { fetchTrade, RestError } from './rest.js';

/** Entries of one transaction ask for one answer together. */
const GATHER_MS = 200;

/** After a refusal. */
const RETRY_MS = 2_000;

const HASH = /^#trade-([1-9]\d{0,77})$/;

/**
 * Runs the dialog with one trade's whole life. The page's address names the trade, so a link opens it and the back
 * button closes it; while it is open it is read again whenever the trade changes.
 */
export class TradeDetailDialog {
  #dialog = byId('detail', HTMLDialogElement);
  #title = byId('detail-title', HTMLElement);
  #notice = byId('detail-notice', HTMLElement);
  #body = byId('detail-body', HTMLElement);
  /** @type {string | null} */
  #id = null;
  #shown = '';
  /** Counts what asked for an answer, so that one that was overtaken is asked for again. */
  #asked = 0;
  #busy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  start() {
    window.addEventListener('hashchange', () => this.#follow());
    this.#dialog.addEventListener('close', () => this.#leave());
    // A click on the backdrop is a click on the dialog itself.
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) this.#dialog.close();
    });
    this.#follow();
  }

  /**
   * Reads the trade again if it is the one on show; null stands for any.
   *
   * @param {string | null} tradeId
   */
  refresh(tradeId) {
    if (this.#id === null || (tradeId !== null && tradeId !== this.#id)) return;
    this.#asked += 1;
    if (!this.#busy) this.#schedule(GATHER_MS);
  }

  #follow() {
    const [, id] = HASH.exec(location.hash) ?? [];
    if (id === undefined) return this.#dialog.close();
    if (id === this.#id) return;
    this.#id = id;
    this.#shown = '';
    this.#asked += 1;
    setText(this.#title, `Trade #${id}`);
    this.#body.replaceChildren();
    this.#say('Reading the trade.');
    if (!this.#dialog.open) this.#dialog.showModal();
    if (!this.#busy) this.#schedule(0);
  }

  #leave() {
    this.#id = null;
    clearTimeout(this.#timer);
    if (HASH.test(location.hash)) history.pushState(null, '', location.pathname + location.search);
  }

  /** @param {number} pauseMs */
  #schedule(pauseMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), pauseMs);
  }

  async #load() {
    const id = this.#id;
    const asked = this.#asked;
    if (id === null) return;
    this.#busy = true;
    let pauseMs = GATHER_MS;
    try {
      const answer = await fetchTrade(id);
      if (id === this.#id) this.#show(answer);
    } catch (error) {
      pauseMs = RETRY_MS;
      if (id === this.#id) this.#refuse(error, id);
    }
    this.#busy = false;
    const again = pauseMs === RETRY_MS || asked !== this.#asked;
    if (this.#id !== null && again) this.#schedule(pauseMs);
  }

  /** @param {Awaited<ReturnType<typeof fetchTrade>>} answer */
  #show(answer) {
    this.#say('');
    this.#body.classList.remove('undone');
    // What did not change stays in place, with the reader's focus and scroll.
    const text = JSON.stringify(answer.data);
    const { block } = answer.meta;
    if (text !== this.#shown) this.#body.replaceChildren(...renderDetail(answer.data));
    this.#shown = text;
    setText(byId('detail-stamp', HTMLElement), `As of block ${block.number}, ${block.hash}`);
  }

  /**
   * @param {unknown} error
   * @param {string} id
   */
  #refuse(error, id) {
    const wasShown = this.#shown !== '';
    if (error instanceof RestError && error.status === 404) {
      this.#body.classList.toggle('undone', wasShown);
      const undone = `Trade ${id} is no longer on the chain: a reorg undid it.`;
      return this.#say(wasShown ? undone : `There is no trade ${id}.`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    const age = wasShown ? 'What you see may be old. ' : '';
    this.#say(`${age}${reason}`);
  }

  /** @param {string} text */
  #say(text) {
    this.#notice.hidden = text === '';
    setText(this.#notice, text);
  }
}
