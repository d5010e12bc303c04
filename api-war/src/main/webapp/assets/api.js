// Calls of the API. Every failure is an ApiError whose text the page finds by its i18n key.
import { store } from './lib.js';
import { t, tOf, has } from './texts.js';

/** Set once a session that was there is over: the reason, for the dialog. */
export const ended = store(null);
/** The last failure, for support. */
export const lastFailure = store(null);
let signedIn = false;
export const session = { begun() { signedIn = true; }, over(reason) { if (signedIn) ended.set(reason); } };

export class ApiError extends Error {
  /** @param {number} status of the answer, 0 without one @param {any} envelope what its body says @param {number | null} retryAfter in seconds @param {any} request what was refused */
  constructor(status, envelope = {}, retryAfter = null, request = null) {
    super(envelope.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = envelope.code ?? null;
    this.i18n = envelope.i18n ?? this.code;
    this.details = envelope.details ?? {};
    this.requestId = envelope.request_id ?? null;
    this.at = envelope.timestamp ?? new Date().toISOString();
    this.fromAgent = envelope.source === 'agent';
    this.request = request;
    this.retryAfter = retryAfter;
    this.until = retryAfter ? Date.now() + retryAfter * 1000 : null;
  }
}

/** A value of a closed list is a word of the person's language. */
const told = (details) => (details.busy_with ? { ...details, busy_with: tOf('busy_with', details.busy_with) } : details);

/** The sentence for a person. The raw message only when the code is unknown. */
export function errorText(failure) {
  if (!(failure instanceof ApiError)) return t('error.page_fault');
  if (failure.status === 0) return t('error.no_server');
  const key = `error.${failure.i18n}`;
  if (has(key)) return t(key, told(failure.details));
  return t(failure.fromAgent ? 'error.agent_says' : 'error.server_says', { message: failure.message });
}

/** `request` is what was refused: with its code it tells what helps. */
function judge(status, json, retryAfter, request) {
  const failure = new ApiError(status, json?.error, retryAfter, request);
  if (status === 401) session.over('expired');
  lastFailure.set(failure);
  return failure;
}

async function open(method, path, options) {
  const headers = { Accept: options.accept ?? 'application/json', ...options.headers };
  if (method !== 'GET') headers['X-CSRF'] = '1';
  if (options.passive) headers['X-Passive'] = '1';
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  const limit = AbortSignal.timeout(options.timeout ?? 70000);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  try {
    return await fetch(path, { method, headers, signal: options.stream ? options.signal : signal,
      body: options.body === undefined ? undefined : JSON.stringify(options.body) });
  } catch (failure) {
    if (options.signal?.aborted) throw failure;
    throw judge(0, null, null, { method, path, body: options.body });
  }
}

async function refused(answer, request) {
  const json = await answer.json().catch(() => null);
  return judge(answer.status, json, Number(answer.headers.get('Retry-After')) || null, request);
}

/** A JSON answer; null for 204. */
export async function call(method, path, options = {}) {
  const answer = await open(method, path, options);
  if (!answer.ok) throw await refused(answer, { method, path, body: options.body });
  if (answer.status === 204) return null;
  return answer.json();
}

/** An answer to be read as it comes. */
export async function stream(path, options) {
  const answer = await open('GET', path, { passive: true, stream: true, ...options });
  if (!answer.ok) throw await refused(answer, { method: 'GET', path });
  return answer;
}

export const get = (path, options) => call('GET', path, options);
export const look = (path, options) => call('GET', path, { passive: true, ...options });
export const post = (path, body = {}, options) => call('POST', path, { body, ...options });
export const patch = (path, body) => call('PATCH', path, { body });
export const put = (path, body) => call('PUT', path, { body });
export const del = (path) => call('DELETE', path);

/** All pages of a list, a hundred at a time. */
export async function all(path, options) {
  const items = [];
  let cursor = null;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) });
    const page = await look(`${path}?${query}`, options);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor && items.length < 5000);
  return items;
}

/** Sends a form with files, telling how far it is; the result has `done` and `cancel`. */
export function upload(path, form, progress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open('POST', path);
    request.setRequestHeader('X-CSRF', '1');
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.upload.onprogress = (event) => progress(event.loaded, event.lengthComputable ? event.total : null);
    request.onerror = () => reject(judge(0, null, null, { method: 'POST', path }));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onload = () => request.status < 300 ? resolve(request.response)
      : reject(judge(request.status, request.response, Number(request.getResponseHeader('Retry-After')) || null, { method: 'POST', path }));
  });
  request.send(form);
  return { done, cancel: () => request.abort() };
}
