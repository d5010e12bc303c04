// Small pieces that every page uses.
import { h, html, Component, useState, useEffect, useRef, store, useStore } from '../lib.js';
import { t, tOf, duration, exact, language, relative, visible } from '../texts.js';
import { ApiError, errorText } from '../api.js';
import { toast } from './toast.js';

const ICONS = new URL('../icons.svg', import.meta.url).pathname;
export const Icon = ({ name }) => html`<svg class="icon" aria-hidden="true"><use href=${`${ICONS}#${name}`} /></svg>`;

/** A component that is drawn again only when one of its properties is another value, or the language another one. */
export function memo(View) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const names = Object.keys(next);
      return this.spoken !== language.get() || names.length !== Object.keys(this.props).length || names.some((name) => next[name] !== this.props[name]);
    }

    render(props) {
      this.spoken = language.get();
      return h(View, props);
    }
  };
}

/** One clock for all relative times. */
export const ticks = store(Date.now());
setInterval(() => { if (!document.hidden) ticks.set(Date.now()); }, 10000);

/** "3 minutes ago", or what `text` makes of it; the exact time in a tooltip that the keyboard reaches too. */
export function Time({ at, absent = '–', text = (time) => time }) {
  const now = useStore(ticks);
  if (!at) return absent;
  const tip = exact(at);
  return html`<time datetime=${at} title=${tip} data-tip=${tip} tabindex="0">${text(relative(at, Math.max(now, Date.now())))}</time>`;
}

/** "connected for 3 h": how long something has lasted, in the text that `text` makes of it. */
export function Lasting({ text, since }) {
  const now = useStore(ticks);
  if (!since) return '–';
  const tip = exact(since);
  return html`<time datetime=${since} title=${tip} data-tip=${tip} tabindex="0">${text(duration((Math.max(now, Date.now()) - Date.parse(since)) / 1000))}</time>`;
}

/** Text of strangers: cut by the style sheet, whole in the tooltip. */
export const Foreign = ({ text, of }) => html`<bdi class="cut" title=${visible(text)}>${visible(text) || of || '–'}</bdi>`;

const TONES = {
  __proto__: null,
  online: 'good', ready: 'good', running: 'good', succeeded: 'good', ok: 'good', live: 'good', info: 'quiet',
  connecting: 'busy', flashing: 'busy', starting: 'busy', queued: 'busy', downloading: 'busy', verifying: 'busy', writing: 'busy', checking: 'busy', restarting: 'busy',
  faulted: 'bad', failed: 'bad', failing: 'bad', error: 'bad', degraded: 'warn', warn: 'warn', removed: 'warn', stale: 'warn', timeout: 'warn',
};
/** A sign and a word, never colour alone. */
export const State = ({ kind, value }) => html`<span class=${`state ${TONES[value] ?? 'quiet'}`}><i aria-hidden="true"></i>${tOf(`state.${kind}`, value)}</span>`;

/** A button that writes: busy while its work is under way, so that two clicks are one request. */
export function Action({ run, children, kind = '', icon, disabled, label, failed, type = 'button', ...rest }) {
  const [busy, setBusy] = useState(false);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  const click = async (event) => {
    if (busy) return;
    setBusy(true);
    try {
      await run(event);
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      if (failed) failed(failure); else complain(failure, () => run(event));
    } finally {
      if (here.current) setBusy(false);
    }
  };
  return html`<button type=${type} class=${kind} disabled=${disabled || busy} aria-busy=${busy} aria-label=${label} title=${label} onClick=${click} ...${rest}>
    ${icon && html`<${Icon} name=${icon} />`}${children}</button>`;
}

/** Says what went wrong; `again` does once more what was refused. */
export function complain(failure, again) {
  if (!(failure instanceof ApiError)) console.error(failure);
  if (failure.status === 401) return;
  const drop = toast(errorText(failure), {
    bad: true,
    more: html`<${Patience} failure=${failure} /><div class="row"><${Remedy} failure=${failure} again=${again} done=${() => drop()} failed=${(next) => { drop(); complain(next, again); }} /><${Details} failure=${failure} /></div>`,
  });
}

/** The button that helps, where there is one; the module that knows them comes with the first failure. */
function Remedy(props) {
  const [View, setView] = useState(null);
  useEffect(() => {
    let here = true;
    import('./remedies.js').then(({ Remedies }) => here && setView(() => Remedies), (missing) => console.info('No remedies', missing.name));
    return () => { here = false; };
  }, []);
  return props.failure instanceof ApiError && View ? html`<${View} ...${props} />` : null;
}

/** How long to wait, where there was too much of something. Not read out: it changes each second. */
function Patience({ failure }) {
  const [now, setNow] = useState(Date.now);
  const over = failure.status !== 429 || !failure.until || now >= failure.until;
  useEffect(() => {
    if (over) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [over]);
  if (failure.status !== 429 || !failure.until) return null;
  return html`<p class="soft" aria-live="off">${over ? t('common.again_now') : t('common.again_in', { count: Math.ceil((failure.until - now) / 1000) })}</p>`;
}

/** What support needs to know of a failure, folded away. */
function Details({ failure }) {
  const facts = failure instanceof ApiError
    ? [failure.code, failure.status || null, failure.requestId, failure.at].filter(Boolean).join(' · ') : String(failure.message);
  return html`<details class="facts"><summary>${t('common.details')}</summary><code>${facts}</code> <${Copy} text=${facts} /></details>`;
}

/** What went wrong, and what can be done: `retry` is offered as it is, `again` once something else has helped. */
export function Problem({ failure: first, retry, again, children }) {
  const [later, setLater] = useState(null);
  useEffect(() => setLater(null), [first]);
  if (!first) return null;
  const failure = later ?? first;
  return html`<div class="problem" role="alert"><p><${Icon} name="warn" /> ${errorText(failure)}</p><${Patience} failure=${failure} />
    <div class="row">${retry && html`<${Action} kind="small" run=${retry}>${t('action.try_again')}<//>`}${children ?? html`<${Remedy} failure=${failure} again=${again} failed=${setLater} />`}
    <${Details} failure=${failure} /></div></div>`;
}

export function Copy({ text, children }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t('common.copied'));
  };
  return html`<${Action} kind="small quiet" icon="copy" run=${copy}
    failed=${() => toast(t('common.not_copied'), { bad: true })} label=${children ? undefined : t('action.copy')}>${children}<//>`;
}

/** A label, its control and the fault of what was entered: `fault` found here, or a failure that names the field as `name`. */
export function Field({ id, label, hint, fault, failure, name, children }) {
  const refused = Boolean(name) && failure?.details?.field === name;
  useEffect(() => { if (refused) document.getElementById(id)?.focus(); }, [failure]);
  const said = fault || (refused ? failure.i18n === 'out_of_range' ? errorText(failure) : t('field.refused') : null);
  return html`<div class=${`field ${said ? 'faulty' : ''}`}>
    <label for=${id}>${label}</label>${children}
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${said && html`<p class="fault" id=${`${id}-fault`} role="alert">${said}</p>`}</div>`;
}

/** Nothing here yet: what it is for and what to do. */
export const Empty = ({ icon, title, children }) => html`<section class="empty"><${Icon} name=${icon} /><h2>${title}</h2>${children}</section>`;

export const Loading = ({ rows = 4 }) => html`<div class="loading" role="status" aria-label=${t('common.loading')}>${Array.from({ length: rows }, (_, i) => html`<span key=${i}></span>`)}</div>`;

/** A menu of buttons behind three dots. `children` makes them once it is opened: a long list has a menu in each row. */
export function Menu({ label, children, icon = 'dots' }) {
  const box = useRef(null);
  const [opened, setOpened] = useState(false);
  const close = () => { if (box.current) box.current.open = false; };
  const leave = (event) => { if (!box.current?.contains(event.relatedTarget)) close(); };
  const key = (event) => {
    if (event.key !== 'Escape' || !box.current.open) return;
    event.stopPropagation();
    close();
    box.current.querySelector('summary').focus();
  };
  // What was pressed is gone with the sheet: the focus goes back, from where a dialog can return it.
  const pressed = () => { close(); box.current?.querySelector('summary').focus(); };
  return html`<details class="menu" ref=${box} onFocusOut=${leave} onKeyDown=${key}>
    <summary aria-label=${label} title=${label} onClick=${() => setOpened(true)}><${Icon} name=${icon} /></summary>
    <div class="sheet" onClick=${pressed}>${opened && children()}</div></details>`;
}

export const Progress = ({ value, text }) => html`<div class="progress"><progress max="1" value=${value ?? undefined} aria-label=${text}></progress><span>${text}</span></div>`;

const slim = matchMedia('(max-width: 40rem)');
const narrow = store(slim.matches);
slim.addEventListener('change', () => narrow.set(slim.matches));
const TABLE = { table: {}, list: {}, item: {} };
const CARDS = { table: { role: 'presentation' }, list: { role: 'list' }, item: { role: 'listitem' } };
/** What a table is told to be: where the style sheet makes cards of its rows it is a list of them. */
export const useCards = () => (useStore(narrow) ? CARDS : TABLE);
