// What was typed when the session ended is there again after signing in. Never passwords, files or codes.
const KEY = 'visiona.forms';

const fields = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('main input[id], main textarea[id], dialog input[id]')])
  .filter((field) => ['text', 'search', 'textarea', 'number'].includes(field.type) && field.dataset.secret === undefined && field.id !== 'typed');

export function keepForms() {
  const values = Object.fromEntries(fields().filter((field) => field.value).map((field) => [field.id, field.value.slice(0, 2000)]));
  if (Object.keys(values).length === 0) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, values }));
  } catch (refused) {
    console.info('Forms not kept', refused.name);
  }
}

/** The value kept for a field of this page, once. */
export function kept(id, otherwise = '') {
  try {
    const all = JSON.parse(sessionStorage.getItem(KEY));
    if (all?.path !== location.pathname || !(id in all.values)) return otherwise;
    const value = all.values[id];
    delete all.values[id];
    sessionStorage.setItem(KEY, JSON.stringify(all));
    return value;
  } catch {
    return otherwise;
  }
}
