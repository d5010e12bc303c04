// What the page can do, as plain values: the same however it is reached.
import { word } from "/word.js";

const limit = (name, work) =>
  Promise.race([
    work().catch((error) => `failed: ${error}`),
    new Promise((resolve) => setTimeout(() => resolve(`${name} took too long`), 15000)),
  ]);

const loaded = (image) =>
  image.complete && image.naturalWidth
    ? Promise.resolve(`${image.naturalWidth}x${image.naturalHeight}`)
    : new Promise((resolve, reject) => {
        image.onload = () => resolve(`${image.naturalWidth}x${image.naturalHeight}`);
        image.onerror = () => reject(new Error("no picture"));
      });

const once = (target, name) =>
  new Promise((resolve, reject) => {
    target.addEventListener(name, resolve, { once: true });
    target.addEventListener("error", () => reject(new Error(`no ${name}`)), { once: true });
  });

const checks = {
  style: async () => getComputedStyle(document.getElementById("styled")).color,
  module: async () => word,
  picture: () => loaded(document.getElementById("picture")),
  mjpeg: () => loaded(document.getElementById("mjpeg")),
  film: async () => {
    const film = document.getElementById("film");
    if (film.readyState < 1) {
      await once(film, "loadedmetadata");
    }
    film.currentTime = 9;
    await once(film, "seeked");
    return `${Math.round(film.duration)} s, at ${film.currentTime}, ${film.videoWidth}x${film.videoHeight}`;
  },
  range: async () => {
    const part = await fetch("/film.mp4", { headers: { Range: "bytes=4-7" } });
    return `${part.status} ${part.headers.get("Content-Range")} ${await part.text()}`;
  },
  fetch: async () => (await (await fetch("/data.json?a=1&b=%20", { cache: "no-store" })).json()).said,
  methods: async () => {
    const seen = [];
    for (const method of ["PUT", "PATCH", "DELETE", "REPORT"]) {
      seen.push(await (await fetch("/echo", { method, body: "x" })).text());
    }
    return seen.join();
  },
  events: () =>
    new Promise((resolve, reject) => {
      const source = new EventSource("/events");
      const seen = [];
      source.onmessage = (event) => {
        seen.push(event.data);
        if (seen.length === 3) {
          source.close();
          resolve(seen.join());
        }
      };
      source.onerror = () => reject(new Error("no events"));
    }),
  socket: () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(location.origin.replace("http", "ws") + "/socket");
      socket.onopen = () => socket.send("over the socket");
      socket.onmessage = (event) => {
        resolve(event.data);
        socket.close();
      };
      socket.onerror = () => reject(new Error("no socket"));
    }),
  form: async () => {
    const frame = document.querySelector("iframe");
    const answered = once(frame, "load");
    document.getElementById("form").submit();
    await answered;
    return frame.contentDocument.body.textContent;
  },
  storage: async () => {
    localStorage.setItem("kept", "in this origin");
    return localStorage.getItem("kept");
  },
  cookie: async () => {
    document.cookie = "mine=1; path=/";
    await fetch("/cookies", { method: "POST" });
    return document.cookie.split("; ").sort().join("; ");
  },
  worker: async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await once(navigator.serviceWorker, "controllerchange");
    }
    return (await fetch("/made-by-the-worker")).text();
  },
};

const report = {};
for (const [name, check] of Object.entries(checks)) {
  report[name] = await limit(name, check);
}
window.report = report;
