'use strict';

// Everything the API says is put into the page as text, never as markup.
const byId = (id) => document.getElementById(id);
const show = (element, shown) => { element.hidden = !shown; };

async function call(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRF'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const json = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) {
    const failure = new Error(json?.error?.message ?? `The server answered ${answer.status}.`);
    failure.status = answer.status;
    throw failure;
  }
  return json;
}

function complain(failure) {
  if (failure.status === 401) {
    showPerson(null);
    return;
  }
  byId('problem').textContent = failure.message;
  show(byId('problem'), true);
}

function showPerson(person) {
  show(byId('signed-out'), person === null);
  show(byId('signed-in'), person !== null);
  show(byId('person'), person !== null);
  byId('person-name').textContent = person === null ? '' : person.name;
}

function cell(row, text) {
  row.insertCell().textContent = text ?? '';
}

function showAgents(agents) {
  const body = byId('agents').tBodies[0];
  body.replaceChildren();
  for (const agent of agents) {
    const row = body.insertRow();
    const state = agent.online === true ? 'online' : agent.online === false ? 'offline' : 'unknown';
    cell(row, state);
    row.cells[0].className = state;
    cell(row, agent.label || agent.name);
    cell(row, agent.platform);
    cell(row, agent.last_seen_at ? new Date(agent.last_seen_at).toLocaleString() : 'never');
  }
  show(byId('agents'), agents.length > 0);
  show(byId('no-agents'), agents.length === 0);
}

async function refresh() {
  showAgents((await call('GET', '/api/agents')).items);
  show(byId('problem'), false);
}

byId('pair').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const made = await call('POST', '/api/pairing/tokens', {
      label: form.elements.label.value,
      allow_proxy: form.elements.allow_proxy.checked,
    });
    byId('code').textContent = made.code;
    byId('code-expires').textContent = new Date(made.expires_at).toLocaleTimeString();
    show(byId('code-box'), true);
    form.reset();
  } catch (failure) {
    complain(failure);
  }
});

byId('sign-out').addEventListener('click', async () => {
  try {
    const out = await call('POST', '/api/auth/logout');
    location.assign(out.logout_url ?? '/');
  } catch (failure) {
    complain(failure);
  }
});

async function start() {
  try {
    showPerson(await call('GET', '/api/auth/me'));
  } catch (failure) {
    if (failure.status !== 401) throw failure;
    showPerson(null);
    return;
  }
  await refresh().catch(complain);
  setInterval(() => {
    if (!document.hidden && !byId('signed-in').hidden) refresh().catch(complain);
  }, 10000);
}

start();
