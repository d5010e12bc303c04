// The picture in a window of its own above all others, where the browser has that.
export const canFloat = document.pictureInPictureEnabled === true;

/** Whether nobody sees this page: neither its tab nor its picture. */
export const unseen = () => document.hidden && !document.pictureInPictureElement;

/** Opens that window, or closes it. */
export async function float(canvas) {
  if (document.pictureInPictureElement) {
    await document.exitPictureInPicture();
    return;
  }
  const video = document.createElement('video');
  video.muted = true;
  const stream = canvas.captureStream();
  video.srcObject = stream;
  video.addEventListener('leavepictureinpicture', () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    // A tab that is hidden has nothing to show from now on.
    document.dispatchEvent(new Event('visibilitychange'));
  }, { once: true });
  await video.play();
  await video.requestPictureInPicture();
}
