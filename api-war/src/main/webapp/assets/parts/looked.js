// Pictures that a device looks at: sent to the agent, and shown with what was found in them.
import { html, useEffect, useRef, useState } from '../lib.js';
import { t, tOf, visible } from '../texts.js';
import { look } from '../api.js';
import { picture as shape } from '../shapes.js';
import { drawBoxes } from '../draw/boxes.js';
import { counted } from '../draw/picture.js';
import { Dialog } from './dialog.js';
import { Action, Field, Problem } from './ui.js';
import { begin } from './uploads.js';
import { Uploads } from './upload-form.js';

const EVERY_MS = 500;
const other = (id) => t('result.class', { id });

function faultText({ code, message }) {
  const known = tOf('error', code);
  return known === t('state.unknown') ? t('error.agent_says', { message }) : known;
}

/** One picture with its boxes; the file is at hand, so that only the findings come back. */
function Looked({ file, item }) {
  const canvas = useRef(null);
  useEffect(() => {
    let gone = false;
    createImageBitmap(file).then((bitmap) => {
      if (!gone) {
        [canvas.current.width, canvas.current.height] = [bitmap.width, bitmap.height];
        const pen = canvas.current.getContext('2d', { alpha: false });
        pen.drawImage(bitmap, 0, 0);
        drawBoxes(pen, item.result?.detections ?? [], { width: bitmap.width, height: bitmap.height, least: 0, marked: null, other });
      }
      bitmap.close();
    }, (failure) => console.info('Not a picture that can be shown', failure.name));
    return () => { gone = true; };
  }, [item.result]);
  const said = item.error ? faultText(item.error) : item.result ? counted(item.result) || t('result.nothing') : tOf('state.picture', item.state);
  return html`<figure class="looked"><canvas ref=${canvas} role="img" aria-label=${`${visible(file.name)}: ${said}`}></canvas><figcaption><bdi class="cut">${visible(file.name)}</bdi> <span class="soft">${said}</span></figcaption></figure>`;
}

export function LookDialog({ agent, devices, files, page, close }) {
  const [device, setDevice] = useState(devices[0]?.id ?? '');
  const [items, setItems] = useState(null);
  const [failure, setFailure] = useState(null);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  const path = `/api/agents/${agent.id}/media`;

  async function follow(batch) {
    const known = files.map(() => ({ state: 'queued' }));
    while (here.current && known.some((one) => !['done', 'failed'].includes(one.state))) {
      for (let i = 0; i < known.length && here.current; i++) {
        if (!['done', 'failed'].includes(known[i].state)) known[i] = shape(await look(`${path}/batch/${i}?batch_id=${batch}`));
      }
      setItems([...known]);
      await new Promise((done) => setTimeout(done, EVERY_MS));
    }
  }

  const send = async () => {
    setFailure(null);
    const form = new FormData();
    form.append('device_id', device);
    for (const file of files) form.append('file', file, file.name);
    const answer = await begin(`${path}/${files.length > 1 ? 'batch' : 'image'}`, form, { name: files[0].name, page }).done;
    if (files.length > 1) {
      setItems(files.map(() => ({ state: 'queued' })));
      await follow(answer.batch_id);
    } else setItems([shape({ state: 'done', result: answer.results?.[0] ?? { detections: [] } })]);
  };

  return html`<${Dialog} title=${t('camera.look')} close=${close}>
    ${items ? html`<div class="grid" role="status">${items.map((item, i) => html`<${Looked} key=${i} file=${files[i]} item=${item} />`)}</div>`
      : html`<p>${files.length > 1 ? t('camera.pictures', { count: files.length }) : visible(files[0].name)}</p>
      ${devices.length ? html`<${Field} id="looker" label=${t('camera.looker')}><select id="looker" value=${device} onChange=${(e) => setDevice(e.target.value)}>${devices.map((one) => html`<option key=${one.id} value=${one.id}>${visible(one.name || one.id)} · ${visible(one.model.name)}</option>`)}</select><//>`
        : html`<p class="notice">${t('camera.no_looker')}</p>`}`}
    <${Uploads} page=${page} /><${Problem} failure=${failure} again=${send} />
    <footer><button type="button" class=${items ? 'primary' : ''} onClick=${close}>${t(items ? 'action.close' : 'action.cancel')}</button>${!items && html`<${Action} kind="primary" disabled=${!device} run=${send} failed=${setFailure}>${t('camera.look')}<//>`}</footer><//>`;
}
