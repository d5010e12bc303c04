// Flashing: choose a model that fits, then watch its phases. Closing leaves it running.
import { html, useEffect, useState, useRef } from '../lib.js';
import { t, tOf, bytes, duration, visible, percent } from '../texts.js';
import { post, del, look } from '../api.js';
import { useList } from '../lists.js';
import { Link } from '../router.js';
import { Dialog } from './dialog.js';
import { Action, Empty, Progress, Problem, State } from './ui.js';
import { toast } from './toast.js';

const OVER = ['succeeded', 'failed', 'cancelled'];
const STATES = ['queued', 'downloading', 'verifying', 'writing', 'checking', 'restarting', 'succeeded'];
const EVERY_MS = 700;

const MOVING = ['downloading', 'writing'];
/** Bytes and their rate only while there are some on the way. */
export function flashText(flash) {
  const values = { state: tOf('state.flash', flash.state), share: percent(flash.progress), done: bytes(flash.bytes_done), total: bytes(flash.bytes_total), rate: bytes(flash.rate_bytes_per_s ?? 0), eta: duration(flash.eta_s ?? 0) };
  return MOVING.includes(flash.state) ? t(flash.eta_s ? 'flash.progress_eta' : 'flash.progress', values) : t('flash.step', values);
}

function Watch({ path, begun, close, verb }) {
  const [flash, setFlash] = useState(begun);
  const [failure, setFailure] = useState(null);
  const left = useRef(false);
  useEffect(() => {
    let timer;
    const ask = async () => {
      try {
        const now = await look(path);
        if (now.flash_id === begun.flash_id) setFlash(now);
        setFailure(null);
        if (OVER.includes(now.state)) return;
      } catch (problem) {
        setFailure(problem);
      }
      if (!left.current) timer = setTimeout(ask, EVERY_MS);
    };
    ask();
    return () => { left.current = true; clearTimeout(timer); };
  }, []);
  const over = OVER.includes(flash.state);
  const leave = () => { if (!over) toast(t('flash.goes_on')); close(); };
  return html`<${Dialog} title=${verb} close=${leave}><div role="status"><${State} kind="flash" value=${flash.state} /></div>
    <${Progress} value=${flash.progress ?? 0} text=${flashText(flash)} />
    <ol class="plain ticks">${STATES.slice(0, 6).map((state, i) => html`<li key=${state} class=${i < STATES.indexOf(flash.state) ? 'good' : i === STATES.indexOf(flash.state) ? 'busy' : 'soft'} aria-current=${state === flash.state ? 'step' : undefined}><span aria-hidden="true">${i < STATES.indexOf(flash.state) ? '✓' : '·'}</span> ${t(`state.flash.${state}`)}</li>`)}</ol>
    ${flash.error && html`<p class="problem">${tOf('error', flash.error.code) === t('state.unknown') ? t('error.agent_says', { message: flash.error.message }) : t(`error.${flash.error.code}`)} ${flash.error.remedy && flash.error.remedy !== 'none' ? t(`remedy.${flash.error.remedy}`) : ''}</p>`}
    <${Problem} failure=${failure} />
    <footer>${flash.cancellable && html`<${Action} run=${async () => setFlash(await del(path))}>${t('action.cancel')}<//>`}<button type="button" class=${over ? 'primary' : ''} onClick=${leave}>${t('action.close')}</button></footer><//>`;
}

export function FlashDialog({ agent, device, model, close, path = `/api/agents/${agent}/devices/${device.id}/flash` }) {
  const { items } = useList('models');
  const [chosen, setChosen] = useState(model?.id ?? null);
  const [startAfter, setStartAfter] = useState(false);
  const [begun, setBegun] = useState(null);
  const [failure, setFailure] = useState(null);
  const fitting = (items ?? []).filter((one) => one.chip === device.chip);
  const only = fitting.length === 1 ? fitting[0].id : null;
  useEffect(() => { if (only) setChosen((old) => old ?? only); }, [only]);
  if (begun) return html`<${Watch} path=${path} begun=${begun} close=${close} verb=${t('flash.title', { name: device.name || device.id })} />`;
  const sorted = [...(items ?? [])].sort((a, b) => Number(b.chip === device.chip) - Number(a.chip === device.chip));
  const start = async () => { setBegun(await post(path, { model_id: chosen, verify: true, start_after: startAfter })); };
  return html`<${Dialog} title=${t('flash.title', { name: device.name || device.id })} close=${close}>
    ${items?.length === 0 && html`<${Empty} icon="models" title=${t('models.none_title')} />`}
    <div class="stack" role="radiogroup" aria-label=${t('nav.models')}>${sorted.map((one) => html`<label class=${`check ${one.chip === device.chip ? '' : 'soft'}`} key=${one.id}><input type="radio" name="model" disabled=${one.chip !== device.chip} checked=${chosen === one.id} onChange=${() => setChosen(one.id)} />
      <span>${visible(one.name)} <small class="soft">${one.chip} · ${bytes(one.size)}${one.chip !== device.chip ? ` · ${t('flash.other_chip', { chip: one.chip })}` : ''}</small></span></label>`)}</div>
    <label class="check"><input type="checkbox" checked=${startAfter} onChange=${(e) => setStartAfter(e.target.checked)} /><span>${t('flash.start_after')}</span></label>
    <p><${Link} to=${`/conversions/new?chip=${encodeURIComponent(device.chip)}`} onClick=${close}>${t('flash.convert_other', { chip: device.chip })}<//></p>
    <${Problem} failure=${failure} again=${start} /><footer><button type="button" onClick=${close}>${t('action.cancel')}</button><${Action} kind="primary" disabled=${!chosen} run=${start} failed=${setFailure}>${t('action.flash')}<//></footer><//>`;
}
