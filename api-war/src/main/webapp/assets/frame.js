// What stands around every page: rail, top, banner, and what may cover it all.
import { html, useStore, useEffect, useRef, useState, memory, Component, Fragment } from './lib.js';
import { t, LANGUAGES, speak, visible, clock } from './texts.js';
import { ApiError } from './api.js';
import { useRoute, load, resolve, Link, go } from './router.js';
import { connection, startEvents, tryNow, newVersion } from './live/events.js';
import { Icon, Menu, Action, Loading, Problem } from './parts/ui.js';
import { trail } from './parts/heading.js';
import { Question } from './parts/dialog.js';
import { Search } from './parts/search.js';
import { SessionGuard, signOut } from './parts/session.js';
import { Keys } from './parts/keys.js';
import { Announcer } from './parts/announce.js';
import { uploads } from './parts/uploads.js';
import { THEMES, chosenTheme, theme } from './parts/theme.js';

const NAV = [['/', 'overview'], ['/agents', 'agents'], ['/wall', 'live'], ['/models', 'models'], ['/conversions', 'conversions']];

/** Loads a page's module when somebody is about to go there; should that fail, the page itself says so. */
const ahead = (path) => load(resolve(path).page).catch((failure) => console.info('Not loaded ahead', path, failure.name));

const PATIENCE_MS = 3000;
const BANNER_MS = 10000;

/** Whether this page is live. A stream that is back within three seconds is nothing to tell of. */
function Mark() {
  const { state, since } = useStore(connection);
  const shown = useRef(state);
  const [, redraw] = useState(0);
  const early = state === 'waiting' && Date.now() - since < PATIENCE_MS;
  useEffect(() => {
    if (!early) return undefined;
    // A little later: timers are not exact to the millisecond.
    const timer = setTimeout(() => redraw((n) => n + 1), since + PATIENCE_MS + 50 - Date.now());
    return () => clearTimeout(timer);
  }, [state, since]);
  if (!early) shown.current = state;
  const word = shown.current === 'waiting' && !navigator.onLine ? 'offline' : shown.current;
  return html`<span class=${`state ${word === 'live' ? 'good' : 'busy'}`} role="status"><i aria-hidden="true"></i><span class="word">${t(`connection.${word}`)}</span></span>`;
}

/** Whether this page has not been live for ten seconds, told once it is so. */
function useOld() {
  const { state, since } = useStore(connection);
  const [, redraw] = useState(0);
  const away = state !== 'live';
  useEffect(() => {
    if (!away) return undefined;
    const timer = setTimeout(() => redraw((n) => n + 1), since + BANNER_MS + 50 - Date.now());
    return () => clearTimeout(timer);
  }, [away, since]);
  return away && Date.now() - since >= BANNER_MS;
}

/** What is old is greyed; the banner tells since when. */
function Main({ children }) {
  return html`<main id="main" class=${useOld() ? 'old' : ''}>${children}</main>`;
}

/** The way to this page, each step a link but the last. */
function Crumbs() {
  const steps = useStore(trail);
  return html`<nav class="crumbs" aria-label=${t('nav.crumbs')}>${steps.length > 0 && html`<ol>${steps.map(([to, text], i) => html`<li key=${i}>${to
    ? html`<${Link} to=${to}>${visible(text)}<//>` : html`<span aria-current="page">${visible(text)}</span>`}</li>`)}</ol>`}</nav>`;
}

function Banner() {
  const { state, since, nextAt } = useStore(connection);
  const fresh = useStore(newVersion);
  const [now, setNow] = useState(Date.now());
  const away = state !== 'live';
  useEffect(() => {
    if (!away) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [away]);
  if (fresh) return html`<aside class="banner"><span>${t('connection.new_version')}</span><button type="button" class="small" onClick=${() => location.reload()}>${t('action.reload')}</button></aside>`;
  if (!away || now - since < BANNER_MS) return null;
  const count = Math.max(0, Math.ceil(((nextAt ?? now) - now) / 1000));
  return html`<aside class="banner"><${Icon} name="warn" /><span>${count ? t('connection.not_live', { count, time: clock(since) }) : t('connection.trying')}</span>
    <button type="button" class="small" onClick=${tryNow}>${t('action.try_now')}</button></aside>`;
}

function Person({ me }) {
  const look = useStore(chosenTheme);
  return html`<${Menu} label=${t('nav.person', { name: me.name || me.username })} icon="account">${() => html`
    <${Link} to="/account">${visible(me.name || me.username)}<//>
    <${Link} to="/help">${t('nav.help')}<//>
    ${Object.entries(LANGUAGES).map(([tag, name]) => html`<button key=${tag} type="button" lang=${tag} onClick=${() => { memory.set('language', tag); speak(tag); }}>${name}</button>`)}
    ${THEMES.map((one) => html`<button key=${one} type="button" aria-pressed=${one === look} onClick=${() => theme(one)}>${t(`account.theme.${one}`)}${one === look && html`<${Icon} name="check" />`}</button>`)}
    <${Action} run=${signOut}>${t('action.sign_out')}<//>`}<//>`;
}

/** A page that fails says so, and the rest of the console goes on. */
class Guard extends Component {
  state = { failure: null };

  componentDidCatch(failure) {
    console.error(failure);
    this.setState({ failure });
  }

  render({ children }, { failure }) {
    return failure ? html`<${Problem} failure=${failure} retry=${() => this.setState({ failure: null })} />` : children;
  }
}

/** Loads a page's module when it is first wanted. */
function Page({ me }) {
  const route = useRoute();
  const [loaded, setLoaded] = useState({ page: null, View: null, failure: null });
  useEffect(() => {
    let wanted = true;
    load(route.page).then(
      (module) => wanted && setLoaded({ page: route.page, View: module.default, failure: null }),
      // A module that could not be fetched is a TypeError, in English only.
      (failure) => wanted && setLoaded({ page: route.page, View: null, failure: failure instanceof TypeError ? new ApiError(0) : failure }));
    return () => { wanted = false; };
  }, [route.page]);
  if (loaded.page !== route.page) return html`<${Loading} />`;
  if (loaded.failure) return html`<${Problem} failure=${loaded.failure} retry=${() => location.reload()} />`;
  const key = route.params.id ? `${route.page}/${route.params.id}/${route.params.name ?? route.params.cluster ?? ''}` : route.page;
  return html`<${Guard} key=${key}><${loaded.View} route=${route} me=${me} /><//>`;
}

export function Frame({ me }) {
  const route = useRoute();
  useEffect(startEvents, []);
  const here = (path) => (path === '/' ? route.path === '/' : route.path.startsWith(path));
  const skip = (event) => { event.preventDefault(); /** @type {HTMLElement | null} */ (document.querySelector('main h1'))?.focus(); };
  return html`<${Fragment}><a class="skip" href="#main" onClick=${skip}>${t('nav.skip')}</a>
    <div class="frame">
    <nav class="rail" aria-label=${t('nav.main')}><${Link} to="/" class="brand"><img src="/favicon.svg" alt="" width="26" height="26" />visionA<//>
      <ul>${NAV.map(([path, name]) => html`<li key=${name}><${Link} to=${path} onPointerEnter=${() => ahead(path)} onFocus=${() => ahead(path)} aria-current=${here(path) ? 'page' : undefined}><${Icon} name=${name} /><span>${t(`nav.${name}`)}</span><//></li>`)}</ul></nav>
    <header class="top"><${Crumbs} /><${Search} /><${Uploading} /><${Mark} /><${Person} me=${me} /></header>
    <${Banner} />
    <${Main}><${Page} me=${me} /><//></div>
    <${Question} /><${SessionGuard} me=${me} /><${Keys} /><${Announcer} /><//>`;
}

function Uploading() {
  const all = useStore(uploads);
  if (all.length === 0) return null;
  return html`<button type="button" class="small quiet" aria-busy="true" onClick=${() => go(all[0].page)}>${t('upload.under_way', { count: all.length })}</button>`;
}
