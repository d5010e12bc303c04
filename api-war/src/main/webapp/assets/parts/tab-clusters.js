// Clusters of an agent: several devices as one.
import { html, useState } from '../lib.js';
import { t, visible } from '../texts.js';
import { post } from '../api.js';
import { Link } from '../router.js';
import { Action, Empty, Field, Foreign, Icon, Loading, Problem, State } from './ui.js';
import { Dialog } from './dialog.js';
import { kept } from './forms.js';
import { over } from './rename.js';

const STRATEGIES = ['weighted', 'least_busy'];

function NewCluster({ agent, devices, close }) {
  const [name, setName] = useState(() => kept('cluster-name'));
  const [strategy, setStrategy] = useState('weighted');
  const [chosen, setChosen] = useState([]);
  const [failure, setFailure] = useState(null);
  const chip = devices.find((one) => one.id === chosen[0])?.chip;
  const toggle = (id) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const make = async () => {
    await post(`/api/agents/${agent.id}/clusters`, { name: name.trim(), strategy, devices: chosen.map((id) => ({ device_id: id, weight: 1 })) });
    close();
  };
  return html`<${Dialog} title=${t('cluster.new')} close=${close}><${Field} id="cluster-name" label=${t('field.name')} failure=${failure} name="name"><input id="cluster-name" type="text" maxlength="100" autofocus value=${name} onInput=${(e) => setName(e.target.value)} /><//>
    <${Field} id="strategy" label=${t('cluster.strategy')} hint=${t(`cluster.strategy_text.${strategy}`)}><select id="strategy" value=${strategy} onChange=${(e) => setStrategy(e.target.value)}>${STRATEGIES.map((one) => html`<option key=${one} value=${one}>${t(`cluster.strategy.${one}`)}</option>`)}</select><//>
    <fieldset><legend>${t('cluster.members')}</legend>${devices.map((one) => html`<label class="check" key=${one.id}><input type="checkbox" disabled=${one.cluster_id || (chip && one.chip !== chip)} checked=${chosen.includes(one.id)} onChange=${() => toggle(one.id)} />${visible(one.name || one.id)} · ${visible(one.chip)}</label>`)}</fieldset><p class="hint">${t('cluster.one_chip')}</p>
    <${Problem} failure=${failure} again=${make} /><footer><button type="button" onClick=${close}>${t('action.cancel')}</button><${Action} kind="primary" disabled=${!name.trim() || chosen.length === 0} run=${make} failed=${setFailure}>${t('cluster.make')}<//></footer><//>`;
}

export function Clusters({ agent, live, away }) {
  const clusters = [...live.clusters.values()];
  const devices = [...live.devices.values()];
  const add = () => over((close) => html`<${NewCluster} agent=${agent} devices=${devices} close=${close} />`);
  const button = html`<button type="button" class=${clusters.length ? '' : 'primary'} disabled=${away || devices.length === 0} onClick=${add}><${Icon} name="plus" />${t('cluster.new')}</button>`;
  if (!live.ready && !away && clusters.length === 0) return html`<${Loading} />`;
  if (clusters.length === 0) return html`<${Empty} icon="box" title=${t('cluster.none_title')}><p>${t('cluster.none_text')}</p>${button}<//>`;
  return html`<div class="row">${button}</div><div class="grid">${clusters.map((cluster) => html`<article class="card" key=${cluster.id}><div class="row"><h2><${Link} to=${`/agents/${agent.id}/clusters/${cluster.id}`}><${Foreign} text=${cluster.name} /><//></h2><span class="push"><${State} kind="cluster" value=${cluster.state} /></span></div>
    <p class="soft">${t(`cluster.strategy.${cluster.strategy}`)} · ${visible(cluster.chip ?? '')} · ${t('cluster.devices', { count: cluster.devices?.length ?? 0 })}</p><p>${t('picture.fps', { value: Math.round((cluster.devices ?? []).reduce((sum, one) => sum + (one.fps ?? 0), 0)) })}</p></article>`)}</div>`;
}
