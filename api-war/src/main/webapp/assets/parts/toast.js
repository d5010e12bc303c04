// Short messages. Both regions stand outside of what is drawn again, so that they are read once.
import { html, render, store } from '../lib.js';
import { t } from '../texts.js';

const shown = store([]);
let count = 0;
const SECONDS = 8;

/**
 * Says something for eight seconds; `undo` offers to take it back, `more` is shown below it.
 * @param {string} text
 * @param {{bad?: boolean, undo?: () => void, more?: any}} how
 */
export function toast(text, { bad = false, undo, more } = {}) {
  const id = ++count;
  const drop = () => shown.set((all) => all.filter((one) => one.id !== id));
  shown.set((all) => [...all.slice(-3), { id, text, bad, undo, more, drop }]);
  if (!bad) setTimeout(drop, SECONDS * 1000);
  return drop;
}

function draw(all) {
  const list = (bad) => all.filter((one) => one.bad === bad).map((one) => html`<div key=${one.id} class=${`toast ${bad ? 'bad' : ''}`}>
    <div class="grow">${one.text}${one.more}</div>
    ${one.undo && html`<button type="button" class="small" onClick=${() => { one.drop(); one.undo(); }}>${t('action.undo')}</button>`}
    <button type="button" class="small quiet" aria-label=${t('action.close')} onClick=${one.drop}>×</button></div>`);
  render(list(false), document.getElementById('toasts'));
  render(list(true), document.getElementById('alerts'));
}
shown.watch(draw);
