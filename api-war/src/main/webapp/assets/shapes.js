// What agents say, brought into the shape that pages rely on: a field of another kind is absent, a thing without an id is not there.
const string = (value) => (typeof value === 'string' ? value : null);
const num = (value) => (Number.isFinite(value) ? value : null);
const flag = (value) => (typeof value === 'boolean' ? value : null);
const time = (value) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null);
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const strings = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
const nums = (value) => (Array.isArray(value) ? value.map(num) : null);
const of = (fields) => (value) => (isObject(value) ? Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, shape(value[name])])) : null);
const list = (shape, key) => (value) => (Array.isArray(value) ? value.map(shape).filter((one) => one?.[key]) : []);
const mapOf = (shape) => (value) => (isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)])) : {});

const model = of({ id: string, name: string, task: string, labels: strings });
const settings = of({
  camera_id: string, threshold: num, iou_threshold: num, max_detections: num, fps_limit: num, track: flag,
  classes: (value) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string' || Number.isInteger(one)) : null),
  region: of({ x: num, y: num, w: num, h: num }),
});
export const inference = of({ session_id: string, device_id: string, cluster_id: string, camera_id: string, state: string, stop_reason: string, settings });
export const flash = of({
  flash_id: string, device_id: string, cluster_id: string, state: string, progress: num, bytes_done: num, bytes_total: num, rate_bytes_per_s: num, eta_s: num,
  cancellable: flag, error: of({ code: string, message: string, remedy: string }),
});
export const device = of({
  id: string, name: string, chip: string, serial: string, port: string, link_speed: string, firmware: string, connectable: flag, state: string, state_since: time,
  model, inference, flash, cluster_id: string, telemetry: of({ temperature_c: num }), fault: of({ code: string, message: string, at: time, driver_code: string, remedy: string }),
});
/** What was found in one picture; boxes are looked at where they are drawn. */
export const picture = of({
  state: string, error: of({ code: string, message: string }),
  result: of({ detections: (value) => (Array.isArray(value) ? value.filter((one) => isObject(one) && num(one.score) !== null).map((one) => ({ ...one, label: string(one.label), keypoints: null })) : []) }),
});
const detection = of({
  track_id: num, class_id: num, label: string, score: num, box: of({ x: num, y: num, w: num, h: num }),
  keypoints: (value) => (Array.isArray(value) ? value.filter(isObject) : null),
});
const named = of({ class_id: num, label: string });
const found = (shape) => (value) => (Array.isArray(value) ? value.filter((one) => isObject(one) && num(one.score) !== null).map((one) => ({ ...one, ...shape(one) })) : []);
/** One result of a stream; what this console does not know of it is kept for the download. */
export const result = (value) => ({ ...value, detections: found(detection)(value.detections), classes: found(named)(value.classes) });
const size = of({ width: num, height: num, fps: num, fps_actual: num });
export const camera = of({ id: string, name: string, state: string, formats: (value) => (Array.isArray(value) ? value.map(size).filter(Boolean) : []), active: size, viewers: num });
export const cluster = of({
  id: string, name: string, chip: string, state: string, strategy: string, model, inference,
  devices: list(of({ device_id: string, state: string, weight: num, share: num, fps: num }), 'device_id'),
});
export const health = of({ status: string, checks: list(of({ name: string, status: string, message: string }), 'name') });
export const metrics = of({
  devices: list(of({ device_id: string, fps: num }), 'device_id'),
  network: of({ received_bytes_per_s: num, sent_bytes_per_s: num }), disks: list(of({ mount: string, used_bytes: num, total_bytes: num }), 'mount'), tunnel: of({ reconnects_24h: num }),
  series: of({ from: time, step_s: num, cpu: nums, memory: nums, temperature_c: nums, network: of({ received_bytes_per_s: nums, sent_bytes_per_s: nums }), devices: mapOf(of({ fps: nums, latency_ms: nums, temperature_c: nums })) }),
});
export const info = of({
  host: of({ hostname: string, os: string, os_version: string, arch: string, cpu_model: string, cpu_count: num, memory_bytes: num, time_zone: string, boot_at: time }),
  agent: of({ version: string, driver: string }),
});

export const log = of({ seq: num, at: time, level: string, source: string, message: string, fields: mapOf((value) => value) });

/** The things of a list that an agent answered with. */
export const itemsOf = (answer, shape) => list(shape, 'id')(answer?.items);
