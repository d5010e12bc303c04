// Up to four live pictures.
import { html, memory, useEffect, useState } from '../lib.js';
import { t, visible } from '../texts.js';
import { look } from '../api.js';
import { itemsOf, camera as shape } from '../shapes.js';
import { useList } from '../lists.js';
import { Link } from '../router.js';
import { Heading } from '../parts/heading.js';
import { Empty, Loading } from '../parts/ui.js';
import { LivePicture } from '../draw/picture.js';

const MOST = 4;

/** The cameras of all agents that are there. */
function useCameras(agents) {
  const [cameras, setCameras] = useState(null);
  const online = (agents ?? []).filter((agent) => agent.online).map((agent) => agent.id).join();
  useEffect(() => {
    if (!agents) return;
    Promise.allSettled(agents.filter((agent) => agent.online).map((agent) => look(`/api/agents/${agent.id}/cameras`).then((answer) => itemsOf(answer, shape).map((camera) => ({ agent, camera, key: `${agent.id}/${camera.id}` })))))
      .then((all) => setCameras(all.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))));
  }, [online, agents === null]);
  return cameras;
}

export default function Wall() {
  const cameras = useCameras(useList('agents').items);
  const [chosen, setChosen] = useState(memory.get('wall', null));
  const keys = chosen ?? (cameras ?? []).slice(0, MOST).map((one) => one.key);
  const shown = (cameras ?? []).filter((one) => keys.includes(one.key)).slice(0, MOST);
  const toggle = (key) => {
    const next = keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key].slice(-MOST);
    memory.set('wall', next);
    setChosen(next);
  };
  return html`<${Heading} title=${t('nav.live')} />
    ${!cameras && html`<${Loading} />`}
    ${cameras?.length === 0 && html`<${Empty} icon="live" title=${t('wall.none_title')}><p>${t('wall.none_text')}</p><${Link} to="/agents" class="button">${t('nav.agents')}<//><//>`}
    <div class="grid wall">${shown.map((one) => html`<section key=${one.key}><${LivePicture} agent=${one.agent.id} camera=${one.camera.id} small /><p><${Link} to=${`/agents/${one.agent.id}/cameras/${one.camera.id}`}>${visible(one.agent.label || one.agent.name)} · ${visible(one.camera.name || one.camera.id)}<//></p></section>`)}</div>
    ${cameras?.length > 0 && html`<details class="card" open=${shown.length === 0}><summary>${t('wall.choose', { count: MOST })}</summary><div class="row">${cameras.map((one) => html`<label class="check" key=${one.key}><input type="checkbox" checked=${keys.includes(one.key)} onChange=${() => toggle(one.key)} />${visible(one.agent.label || one.agent.name)} · ${visible(one.camera.name || one.camera.id)}</label>`)}</div></details>`}`;
}
