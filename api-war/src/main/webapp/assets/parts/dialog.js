// Dialogs, and the question before something dangerous.
import { html, useEffect, useRef, useState, store, useStore } from '../lib.js';
import { t } from '../texts.js';
import { Action, Problem, Icon } from './ui.js';

/** A modal dialog; the browser keeps the focus in it and gives it back. */
export function Dialog({ title, close, children, wide, fixed }) {
  const box = useRef(null);
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    box.current.showModal();
    return () => before?.focus?.();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    if (!fixed) close();
  };
  return html`<dialog ref=${box} class=${wide ? 'wide' : ''} aria-labelledby="dialog-title" onCancel=${cancel}>
    <header><h2 id="dialog-title">${title}</h2>${!fixed && html`<button type="button" class="quiet small" aria-label=${t('action.close')} onClick=${close}><${Icon} name="close" /></button>`}</header>
    ${children}</dialog>`;
}

const asked = store(null);

/**
 * Asks before it is done. `typed` is what has to be typed in. Resolves to whether it was done.
 */
export const ask = (question) => new Promise((resolve) => asked.set({ ...question, resolve }));

export function Question() {
  const question = useStore(asked);
  return question && html`<${Asked} key=${question.title} question=${question} />`;
}

function Asked({ question }) {
  const [text, setText] = useState('');
  const [failure, setFailure] = useState(null);
  const safe = useRef(null);
  useEffect(() => { safe.current?.focus(); }, []);
  const leave = (done) => { asked.set(null); question.resolve(done); };
  const act = async () => {
    await question.run();
    leave(true);
  };
  return html`<${Dialog} title=${question.title} close=${() => leave(false)}>
    <p>${question.text}</p>
    ${question.typed && html`<div class="field"><label for="typed">${t('common.type_to_confirm', { text: question.typed })}</label>
      <input id="typed" autocomplete="off" value=${text} onInput=${(e) => setText(e.target.value)} /></div>`}
    <${Problem} failure=${failure} />
    <footer><button type="button" ref=${safe} onClick=${() => leave(false)}>${question.keep ?? t('action.cancel')}</button>
    <${Action} kind="danger" disabled=${question.typed && text.trim() !== question.typed} run=${act} failed=${setFailure}>${question.action}<//></footer><//>`;
}
