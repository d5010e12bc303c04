// The cameras of an agent, and pictures and films instead of one.
import { html, useState } from '../lib.js';
import { t } from '../texts.js';
import { post } from '../api.js';
import { Link } from '../router.js';
import { Action, Empty, Foreign, Loading, Problem, State } from './ui.js';
import { Snapshot } from './snapshots.js';
import { NameDialog } from './name-dialog.js';
import { over } from './rename.js';
import { begin } from './uploads.js';
import { Uploads } from './upload-form.js';
import { toast } from './toast.js';
import { LookDialog } from './looked.js';

function Tile({ agent, camera, off }) {
  const at = `/agents/${agent.id}/cameras/${camera.id}`;
  const running = camera.state === 'running';
  const size = camera.active ?? camera.formats?.[0];
  return html`<article class="card">${running ? html`<${Snapshot} agent=${agent.id} camera=${camera.id} off=${off} />` : html`<div class="picture"><div class="wait">${t('picture.none')}</div></div>`}
    <div class="row"><h2><${Link} to=${at}><${Foreign} text=${camera.name || camera.id} /><//></h2><span class="push"><${State} kind="camera" value=${camera.state} /></span></div>
    <p class="soft">${size && `${size.width}×${size.height}`}${camera.active && ` · ${t('picture.fps', { value: Math.round(camera.active.fps_actual ?? camera.active.fps) })}`} · ${t('camera.viewers', { count: camera.viewers ?? 0 })}</p>
    <div class="row"><${Action} disabled=${off} run=${() => post(`/api/agents/${agent.id}/cameras/${camera.id}/${running ? 'stop' : 'start'}`)}>${t(running ? 'action.stop' : 'action.start')}<//><${Link} class="push" to=${at}>${t('action.watch')}<//></div></article>`;
}

export function Cameras({ agent, live, away }) {
  const [failure, setFailure] = useState(null);
  const cameras = [...live.cameras.values()];
  const page = `/agents/${agent.id}/cameras`;
  const address = () => over((close) => html`<${NameDialog} title=${t('camera.add_address')} label=${t('camera.address')} most=${2000} field="url" value="" close=${close} save=${async (url) => { await post(`/api/agents/${agent.id}/media/url`, { url }); toast(t('camera.added')); }} />`);
  const send = async (event, kind) => {
    const files = [...event.target.files];
    event.target.value = '';
    if (files.length === 0) return;
    setFailure(null);
    if (kind !== 'video') {
      const devices = [...live.devices.values()].filter((device) => device.state === 'ready' && device.model);
      over((close) => html`<${LookDialog} agent=${agent} devices=${devices} files=${files} page=${page} close=${close} />`);
      return;
    }
    const form = new FormData();
    form.append('loop', 'true');
    form.append('file', files[0], files[0].name);
    try {
      await begin(`/api/agents/${agent.id}/media/video`, form, { name: files[0].name, page }).done;
      toast(t('camera.added'));
    } catch (problem) {
      if (problem.name !== 'AbortError') setFailure(problem);
    }
  };
  const can = live.capabilities?.includes('media');
  return html`${can && html`<div class="row"><button type="button" disabled=${away} onClick=${address}>${t('camera.add_address')}</button>
      ${[['image', 'image/*'], ['video', 'video/*'], ['batch', 'image/*']].map(([kind, accept]) => html`<label key=${kind} class="button">${t(`camera.upload.${kind}`)}<input class="hush" id=${`media-${kind}`} type="file" accept=${accept} multiple=${kind === 'batch'} disabled=${away} onChange=${(e) => send(e, kind)} /></label>`)}</div>`}
    <${Problem} failure=${failure} /><${Uploads} page=${page} />
    ${!live.ready && !away && cameras.length === 0 && html`<${Loading} />`}
    ${live.ready && cameras.length === 0 && html`<${Empty} icon="live" title=${t('camera.none_title')}><p>${t('camera.none_text')}</p><//>`}
    <div class="grid">${cameras.map((camera) => html`<${Tile} key=${camera.id} agent=${agent} camera=${camera} off=${away} />`)}</div>`;
}
