// The title of a page: where it is, its actions, and changing it where it stands.
import { html, useEffect, useLayoutEffect, useRef, useState, store } from '../lib.js';
import { t, visible } from '../texts.js';
import { Action, Problem } from './ui.js';

/** The way to the page that is shown, as [address, text]; the last one has no address. The top bar shows it. */
export const trail = store([]);

/** A title that is changed where it stands: Enter saves, Escape leaves it as it was. */
function TitleForm({ title, edit, leave }) {
  const [text, setText] = useState(title);
  const [failure, setFailure] = useState(null);
  const box = useRef(null);
  useEffect(() => { box.current.focus(); box.current.select(); }, []);
  const save = async () => {
    if (text.trim() !== title) await edit(text.trim());
    leave();
  };
  const key = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    leave();
  };
  return html`<form class="title" onKeyDown=${key} onSubmit=${(e) => { e.preventDefault(); e.currentTarget.querySelector('.primary').click(); }}>
    <div class="row"><input ref=${box} id="title" class="grow" type="text" maxlength="100" autocomplete="off" aria-label=${t('field.label')} value=${text} onInput=${(e) => setText(e.target.value)} />
    <${Action} kind="primary" disabled=${!text.trim()} run=${save} failed=${setFailure}>${t('action.save')}<//><button type="button" onClick=${leave}>${t('action.cancel')}</button></div><${Problem} failure=${failure} /></form>`;
}

/** The page's title and its actions. Takes the focus on a change of page. `edit(text)` makes the title one that can be changed. */
export function Heading({ title, children, crumbs = [], edit }) {
  const heading = useRef(null);
  const pen = useRef(null);
  const [editing, setEditing] = useState(null);
  useLayoutEffect(() => {
    trail.set([...crumbs, [null, title]]);
    return () => trail.set([]);
  }, [JSON.stringify(crumbs), title]);
  useEffect(() => { if (editing === false) pen.current?.focus(); }, [editing]);
  useEffect(() => {
    document.title = `${visible(typeof title === 'string' ? title : '')} · visionA`;
  }, [title]);
  // Who types into the search while the page is still being loaded goes on typing.
  useEffect(() => { if (!document.querySelector('dialog[open], #search:focus')) heading.current?.focus({ preventScroll: true }); }, []);
  return html`<div class="heading"><h1 tabindex="-1" ref=${heading} class=${editing ? 'hush' : ''}><bdi>${typeof title === 'string' ? visible(title) : title}</bdi></h1>
    ${editing && html`<${TitleForm} title=${title} edit=${edit} leave=${() => setEditing(false)} />`}
    <div class="row">${children}${edit && !editing && html`<button type="button" ref=${pen} onClick=${() => setEditing(true)}>${t('action.rename')}</button>`}</div></div>`;
}
