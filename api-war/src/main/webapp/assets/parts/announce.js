// What a screen reader is told when nothing on the page took the focus: one region, always there.
import { html, store, useStore } from '../lib.js';

const said = store('');

/** Says it once. */
export const announce = (text) => said.set(text);

export const Announcer = () => html`<span class="hush" role="status">${useStore(said)}</span>`;
