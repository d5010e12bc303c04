// Whether a picture shows nothing: a covered lens or a camera without light looks like this, not like a fault.
const COLUMNS = 16;
const ROWS = 9;
/** Of 255. A night scene is above it nearly everywhere; JPEG's noise in black is below it. */
const DARK = 16;
const EVERY_MS = 1000;

/** Gives a function that looks at a canvas once a second, and says what it saw last. */
export function darkness() {
  const small = new OffscreenCanvas(COLUMNS, ROWS).getContext('2d', { willReadFrequently: true });
  let lookedAt = 0;
  let dark = false;
  return (canvas) => {
    if (performance.now() - lookedAt < EVERY_MS) return dark;
    lookedAt = performance.now();
    small.drawImage(canvas, 0, 0, COLUMNS, ROWS);
    const { data } = small.getImageData(0, 0, COLUMNS, ROWS);
    dark = true;
    for (let i = 0; i < data.length && dark; i += 4) dark = Math.max(data[i], data[i + 1], data[i + 2]) < DARK;
    return dark;
  };
}
