// Addresses. The server knows the same ones; anything else is the page that says so.
import { html, store, useStore } from './lib.js';

const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const NAME = '[a-z0-9][a-z0-9._-]{0,63}';
const rule = (pattern, page) => ({ page, match: new RegExp(`^${pattern.replaceAll(':id', `(?<id>${UUID})`).replaceAll(':name', `(?<name>${NAME})`).replaceAll(':cluster', `(?<cluster>${UUID})`)}$`) });
const RULES = [
  rule('/', 'overview'), rule('/agents', 'agents'), rule('/agents/new', 'agents'),
  rule('/agents/:id(?:/(?<tab>devices|cameras|clusters|logs|system|settings))?', 'agent'),
  rule('/agents/:id/devices/:name', 'device'), rule('/agents/:id/cameras/:name', 'camera'),
  rule('/agents/:id/clusters/:cluster', 'cluster'), rule('/wall', 'wall'),
  rule('/models', 'models'), rule('/models/:id', 'model'),
  rule('/conversions', 'conversions'), rule('/conversions/new', 'conversion_new'), rule('/conversions/:id', 'conversion'),
  rule('/account', 'account'), rule('/connect', 'connect'), rule('/help', 'help'),
];

const FILES = { __proto__: null, conversion_new: 'conversion-new', not_found: 'not-found' };
export const load = (page) => import(`./pages/${FILES[page] ?? page}.js`);

export function resolve(path) {
  for (const { page, match } of RULES) {
    const found = match.exec(path);
    if (found) return { page, path, params: { ...found.groups } };
  }
  return { page: 'not_found', path, params: {} };
}

const now = () => ({ ...resolve(location.pathname), query: new URLSearchParams(location.search) });
export const route = store(now());
export const useRoute = () => useStore(route);
addEventListener('popstate', () => route.set(now()));

export function go(address, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  route.set(now());
  if (!replace) scrollTo(0, 0);
}

/** Changes what is after the question mark; empty values are left out. */
export function setQuery(changes) {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value) query.set(key, value); else query.delete(key);
  }
  const text = query.toString();
  go(location.pathname + (text ? `?${text}` : ''), { replace: true });
}

/** A link that stays in the page, and is an ordinary one for whoever opens it elsewhere. */
export function Link({ to, children, onClick, ...rest }) {
  const follow = (event) => {
    onClick?.(event);
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return html`<a href=${to} onClick=${follow} ...${rest}>${children}</a>`;
}
