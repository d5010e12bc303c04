// A new conversion: the file, its name, the chip.
import { html } from '../lib.js';
import { t } from '../texts.js';
import { reload } from '../lists.js';
import { useFleet, devicesOf } from '../live/fleet.js';
import { go } from '../router.js';
import { Heading } from '../parts/heading.js';
import { UploadForm, CHIPS } from '../parts/upload-form.js';

export default function ConversionNew({ route }) {
  const { rows } = useFleet();
  const wanted = route.query.get('chip');
  const who = (chip) => {
    const count = devicesOf(rows).filter((device) => device.chip === chip).length;
    return rows ? t('conversions.chip_devices', { count, chip }) : null;
  };
  const done = async ({ id }) => {
    await reload('conversions');
    if (location.pathname === '/conversions/new') go(`/conversions/${id}`);
  };
  return html`<${Heading} title=${t('conversions.new')} crumbs=${[['/conversions', t('nav.conversions')]]} />
    <section class="card"><p class="soft">${t('conversions.new_text')}</p>
    <${UploadForm} path="/api/conversions" page="/conversions/new" called=${route.query.get('name') ?? ''} accept=".onnx,.tflite" chip=${CHIPS.includes(wanted) ? wanted : undefined} chips=${who} action=${t('action.convert')} done=${done} /></section>`;
}
