package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonNumber;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether the boxes that the console has drawn belong to the picture under them. The simulated
 * camera writes each frame's number into its picture; the results of that number say where the
 * boxes have to be.
 */
final class BoxWatch {
  private static final int LOOKS = 15;

  /**
   * Reads number and boxes of what the canvas shows; the share of the boxes that are where the
   * result of that frame says, null while its result or any box is missing.
   */
  private static final String LOOK =
      """
      (async () => {
        const canvas = document.querySelector('.picture canvas');
        const {width, height} = canvas;
        const pen = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
        pen.drawImage(canvas, 0, 0);
        const all = pen.getImageData(0, 0, width, height).data;
        const at = (x, y) => { const i = 4 * (Math.round(y) * width + Math.round(x)); return [all[i], all[i + 1], all[i + 2]]; };
        const cell = width / 80; // 16 pixels of 1280, as FrameMark draws it
        let marked = 0n;
        for (let i = 0; i < 36; i++) marked = (marked << 1n) | (at((i + 0.5) * cell, cell / 2)[0] > 127 ? 1n : 0n);
        const frame = Number(marked >> 4n);
        for (let tries = 0; tries < 20 && !results.has(frame); tries++) await new Promise((done) => setTimeout(done, 20));
        const found = results.get(frame)?.detections.filter(({box}) => box.w > 0.02 && box.h > 0.04);
        if (!found?.length) return null;
        const hues = ['#4fc3f7', '#ffb74d', '#aed581', '#f48fb1', '#ba9cf5', '#fff176', '#4dd0b1', '#ff8a75'];
        const near = (x, y, hue) => {
          for (let d = -2; d <= 2; d++) {
            const [r, g, b] = at(Math.min(width - 1, Math.max(0, x + d)), y);
            if (Math.abs(r - parseInt(hue.slice(1, 3), 16)) + Math.abs(g - parseInt(hue.slice(3, 5), 16)) + Math.abs(b - parseInt(hue.slice(5), 16)) < 60) return true;
          }
          return false;
        };
        const sits = ({box, class_id: kind}) => [0.3, 0.5, 0.7].some((part) => near(box.x * width, (box.y + part * box.h) * height, hues[kind % hues.length]));
        return found.filter(sits).length / found.length;
      })()
      """;

  private BoxWatch() {}

  /** Fails when less than nine of ten boxes sit, two pixels more or less, where they should. */
  static void boxesBelongToThePictureUnderThem(ConsoleTab tab, String agent, String device) {
    tab.tab().value(collect(agent, device));
    tab.await("results.size > 5");
    List<Double> shares =
        IntStream.range(0, LOOKS * 3)
            .mapToObj(i -> tab.tab().value(LOOK))
            .filter(JsonNumber.class::isInstance)
            .map(value -> ((JsonNumber) value).doubleValue())
            .limit(LOOKS)
            .toList();
    assertThat(shares).as("looks at pictures whose result is known").hasSizeGreaterThan(LOOKS / 3);
    assertThat(shares.stream().mapToDouble(Double::doubleValue).average().orElse(0))
        .as("share of the boxes that are where their frame's result says: %s", shares)
        .isGreaterThan(0.9);
  }

  /** Collects the results of a device by their frames, as any program could. */
  private static String collect(String agent, String device) {
    return """
    (() => {
      window.results = new Map();
      const socket = new WebSocket(`ws://${location.host}/ws/agents/%1$s/events`);
      socket.onopen = () => socket.send(JSON.stringify({id: '1', type: 'subscribe', data: {topic: 'results', max_fps: 30, device_id: '%2$s'}}));
      socket.onmessage = ({data}) => { const {type, data: said} = JSON.parse(data); if (type === 'result') results.set(said.frame_id, said); };
    })()
    """
        .formatted(agent, device);
  }
}
