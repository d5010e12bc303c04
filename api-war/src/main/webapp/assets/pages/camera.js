// One camera, large; with the boxes of the device that looks at it.
import { html } from '../lib.js';
import { useAgent, agentCrumbs, Away, missing } from '../parts/agent-page.js';
import { Heading } from '../parts/heading.js';
import { State } from '../parts/ui.js';
import { useResults } from '../parts/results.js';
import { LivePicture } from '../draw/picture.js';

export default function Camera({ route }) {
  const one = useAgent(route.params.id);
  const { agent, channel, live, session, away, old } = one;
  const id = route.params.name;
  const device = [...live.devices.values()].find((other) => other.inference?.state === 'running' && other.inference.camera_id === id);
  const results = useResults(device ? channel : null, { device_id: device?.id });
  const absent = missing(one);
  if (absent) return absent;
  const camera = live.cameras.get(id);
  return html`<${Heading} title=${camera?.name || id} crumbs=${agentCrumbs(agent, 'cameras')}>${camera && html`<${State} kind="camera" value=${camera.state} />`}<//>
    <${Away} agent=${agent} live=${live} old=${old} />
    <div class=${old ? 'old' : ''}><${LivePicture} agent=${agent.id} camera=${id} results=${device ? results.hear : null} off=${away} skew=${session?.clock_skew_ms ?? 0} /></div>`;
}
