package io.visiona.agent.media;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.CameraSettings;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FrameSource;
import io.visiona.agent.error.AgentException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A film of JPEG pictures, one after the other, that can be gone about in. Thread-safe. */
final class Film {
  /** Rate of a film that does not say its own: one of JPEG pictures has no place for it. */
  static final int FPS = 25;

  private static final int MOST_PICTURE_BYTES = 8 << 20;
  private static final int BUFFER_BYTES = 256 * 1024;

  private record Place(long offset, int length) {}

  private final Path file;
  private final List<Place> places;
  private final int width;
  private final int height;
  private final AtomicInteger next = new AtomicInteger();

  private Film(Path file, List<Place> places, int width, int height) {
    this.file = file;
    this.places = places;
    this.width = width;
    this.height = height;
  }

  /** Finds all pictures of a file; decodes the first. */
  static Film open(Path file) throws AgentException {
    List<Place> places = new ArrayList<>();
    byte[] first = null;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      JpegScanner scanner = new JpegScanner(in, MOST_PICTURE_BYTES);
      if (in.markSupported()) {
        in.mark(2);
        boolean jpeg = in.read() == 0xff && in.read() == 0xd8;
        in.reset();
        if (!jpeg) {
          throw Pictures.unreadable(
              "The agent reads films of JPEG pictures (MJPEG) only: it has no decoder for others.");
        }
      }
      for (byte[] picture = scanner.next(); picture != null; picture = scanner.next()) {
        first = first == null ? picture : first;
        places.add(new Place(scanner.position() - picture.length, picture.length));
      }
    } catch (IOException e) {
      if (first == null) {
        throw Pictures.unreadable("This is not a film that the agent can read.");
      }
      // A film that was cut off: what is whole of it is shown.
    }
    if (first == null) {
      throw Pictures.unreadable("There is no picture in the film.");
    }
    var picture = Pictures.read(first);
    return new Film(file, places, picture.getWidth(), picture.getHeight());
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int frames() {
    return places.size();
  }

  long durationMs() {
    return places.size() * 1000L / FPS;
  }

  /** Goes to a picture, which is shown next. */
  void seek(int frame) {
    next.set(frame);
  }

  private byte[] read(Place place) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[place.length];
      in.seek(place.offset);
      in.readFully(bytes);
      return bytes;
    }
  }

  /** Shows it, at its own rate or slower. */
  FrameSource start(CameraId camera, CameraSettings settings, boolean loop, Clock clock) {
    return new Showing(camera, settings, loop, clock);
  }

  private final class Showing implements FrameSource {
    private final CameraId camera;
    private final long interval;
    private final int step;
    private final boolean loop;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long began = System.nanoTime();
    private long number;

    Showing(CameraId camera, CameraSettings settings, boolean loop, Clock clock) {
      this.camera = camera;
      this.loop = loop;
      this.clock = clock;
      int fps = Math.min(settings.fps(), FPS);
      this.interval = TimeUnit.SECONDS.toNanos(1) / fps;
      this.step = Math.max(1, Math.round((float) FPS / fps));
    }

    @Override
    public CameraFrame next() throws DriverException, InterruptedException {
      long beat = Math.max(number + 1, (System.nanoTime() - began) / interval);
      long wait = began + beat * interval - System.nanoTime();
      if (closed.await(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
        throw new DriverException(DriverException.Code.OTHER, "CLOSED", "Stopped.", true);
      }
      number = beat;
      int index = next.getAndAdd(step);
      if (index >= places.size()) {
        if (!loop) {
          next.set(0);
          throw new DriverException(
              DriverException.Code.OTHER, Camera.END, "The film is over.", true);
        }
        index %= places.size();
        next.set(index + step);
      }
      try {
        return new PictureFrame(
            camera,
            beat,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Pictures.read(Film.this.read(places.get(index))));
      } catch (IOException | AgentException e) {
        throw new DriverException(
            DriverException.Code.OTHER, "FILM", "A picture of the film is broken.", false);
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
