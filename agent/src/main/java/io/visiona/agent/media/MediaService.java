package io.visiona.agent.media;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.cameras.Cameras;
import io.visiona.agent.cameras.JpegWriter;
import io.visiona.agent.driver.CameraFacts;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.inference.BoxOverlay;
import io.visiona.agent.inference.Result;
import io.visiona.agent.inference.SinglePictures;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pictures, films and addresses instead of a camera; kept for an hour. Thread-safe. */
public final class MediaService implements AutoCloseable {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final CameraId NO_CAMERA = new CameraId("upload");
  private static final Set<String> STREAMED = Set.of("rtsp", "rtsps");
  private static final int QUALITY = 85;

  private record Entry(@Nullable Film film, MediaStore.@Nullable Saved file, Camera camera) {}

  private final Cameras cameras;
  private final SinglePictures looking;
  private final AgentEvents events;
  private final MediaStore store;
  private final UrlGuard guard;
  private final Clock clock;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, Long> usedAt = new ConcurrentHashMap<>();
  private final Map<String, Batch> batches = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Thread sweeper;
  private volatile @Nullable Batch newest;

  /**
   * The service.
   *
   * @param everyAddress whether the owner allows addresses of this machine and its link
   */
  public MediaService(
      Cameras cameras,
      SinglePictures looking,
      AgentEvents events,
      MediaStore store,
      boolean everyAddress,
      Clock clock) {
    this.cameras = cameras;
    this.looking = looking;
    this.events = events;
    this.store = store;
    this.guard = new UrlGuard(everyAddress);
    this.clock = clock;
    this.sweeper = Thread.ofVirtual().name("media-sweeper").start(this::sweep);
  }

  /**
   * Who is to look at pictures.
   *
   * @param devices those that may, the first that is ready does; none to look at nothing
   * @param threshold lowest score
   */
  public record Looker(List<DeviceId> devices, double threshold) {
    public Looker {
      devices = List.copyOf(devices);
    }
  }

  /** A picture and what was seen in it. */
  public record Looked(BufferedImage picture, @Nullable Result result) {
    /** The picture as JPEG, with boxes if wanted. */
    public byte[] jpeg(boolean boxes) throws IOException {
      BufferedImage copy =
          new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
      Graphics2D graphics = copy.createGraphics();
      graphics.drawImage(picture, 0, 0, null);
      Result seen = result;
      if (boxes && seen != null) {
        BoxOverlay.draw(seen, graphics, copy.getWidth(), copy.getHeight());
      }
      graphics.dispose();
      try (JpegWriter writer = new JpegWriter(QUALITY)) {
        return writer.write(copy);
      }
    }
  }

  /** Looks at one picture. */
  public Looked look(MediaStore.Saved file, Looker looker)
      throws AgentException, InterruptedException {
    BufferedImage picture = Pictures.read(file.path());
    if (looker.devices().isEmpty()) {
      return new Looked(picture, null);
    }
    PictureFrame frame =
        new PictureFrame(NO_CAMERA, 1, clock.instant().truncatedTo(ChronoUnit.MILLIS), picture);
    return new Looked(picture, looking.look(looker.devices(), frame, looker.threshold()));
  }

  /** Looks at one picture that is not kept, and says what it is. */
  public JsonObject describe(MediaStore.Saved file, Looked looked) {
    Result result = looked.result();
    return JsonFields.fields()
        .put("media_id", UUID.randomUUID().toString())
        .put("kind", "image")
        .put("width", looked.picture().getWidth())
        .put("height", looked.picture().getHeight())
        .put("size_bytes", file.sizeBytes())
        .put("sha256", file.sha256())
        .put("results", result == null ? List.of() : List.of(result.json(0)))
        .object();
  }

  private void forget(MediaStore.Saved file) {
    store.delete(file.path());
  }

  /** Makes a camera of a film. */
  public JsonObject video(MediaStore.Saved file, boolean loop) throws AgentException {
    Film film = Film.open(file.path());
    CameraId id = new CameraId("media-" + numbers.incrementAndGet());
    CameraFacts facts =
        new CameraFacts(
            id,
            "Film " + numbers.get(),
            "media",
            List.of(new CameraFacts.Format(film.width(), film.height(), Film.FPS)));
    Camera camera =
        cameras.add(facts, settings -> film.start(id, settings, loop, clock), false, true);
    return added(new Entry(film, file, camera), film);
  }

  private JsonObject added(Entry entry, @Nullable Film film) {
    String media = UUID.randomUUID().toString();
    entries.put(media, entry);
    usedAt.put(media, System.nanoTime());
    CameraFacts.Format format = entry.camera.facts().formats().getFirst();
    return JsonFields.fields()
        .put("media_id", media)
        .put("kind", "video")
        .put("camera_id", entry.camera.id().value())
        .put("width", format.width())
        .put("height", format.height())
        .put("fps", film == null ? null : Film.FPS)
        .put("duration_ms", film == null ? null : film.durationMs())
        .put("frames", film == null ? null : film.frames())
        .object();
  }

  /** Makes a camera of an address. */
  public JsonObject url(Body body) throws AgentException {
    URI url = parsed(body.text("url", 2000));
    String name = body.textOrNull("name", 100);
    String scheme = String.valueOf(url.getScheme());
    if (!STREAMED.contains(scheme) && !scheme.equals("http") && !scheme.equals("https")) {
      throw new AgentException(
          AgentErrorCode.URL_NOT_ALLOWED, "The agent takes http, https, rtsp and rtsps addresses.");
    }
    guard.check(url);
    if (STREAMED.contains(scheme)) {
      throw Pictures.unreadable("This agent has no decoder for RTSP cameras; use their MJPEG.");
    }
    CameraId id = new CameraId("media-" + numbers.incrementAndGet());
    int width;
    int height;
    try (HttpPictures first = HttpPictures.open(id, url, guard, clock)) {
      BufferedImage picture = first.next().picture();
      width = picture.getWidth();
      height = picture.getHeight();
    } catch (UrlGuard.ForbiddenHostException e) {
      throw new AgentException(
          AgentErrorCode.URL_NOT_ALLOWED, "The address leads to this machine or its link.");
    } catch (IOException | DriverException e) {
      throw new AgentException(
          AgentErrorCode.SOURCE_UNREACHABLE, "The agent gets no picture from there.");
    }
    CameraFacts facts =
        new CameraFacts(
            id,
            name == null ? "Camera " + url.getHost() : name,
            "media",
            List.of(new CameraFacts.Format(width, height, 60)));
    Camera.Opener opener =
        settings -> {
          try {
            return HttpPictures.open(id, url, guard, clock);
          } catch (IOException e) {
            throw new DriverException(
                DriverException.Code.OTHER, "SOURCE", "The camera cannot be reached.", true);
          }
        };
    return added(new Entry(null, null, cameras.add(facts, opener, true, false)), null);
  }

  private static URI parsed(String text) throws AgentException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw AgentException.badField("url", "url is not a URL.");
    }
  }

  /** Goes to a place in a film. */
  public JsonObject seek(Body body) throws AgentException {
    String media = body.text("media_id", 64);
    Entry entry = entries.get(media);
    if (entry == null) {
      throw new AgentException(AgentErrorCode.MEDIA_NOT_FOUND, "There is no such film.");
    }
    Film film = entry.film;
    if (film == null) {
      throw new AgentException(AgentErrorCode.NOT_SEEKABLE, "A live picture has no other times.");
    }
    if (body.has("frame") == body.has("position_ms")) {
      throw AgentException.badField("position_ms", "Send either position_ms or frame.");
    }
    int frame =
        body.has("frame")
            ? (int) body.whole("frame", 0, film.frames() - 1L)
            : (int)
                Math.min(
                    film.frames() - 1L,
                    body.whole("position_ms", 0, film.durationMs()) * Film.FPS / 1000);
    film.seek(frame);
    usedAt.put(media, System.nanoTime());
    return JsonFields.fields()
        .put("media_id", media)
        .put("position_ms", frame * 1000L / Film.FPS)
        .put("frame", frame)
        .object();
  }

  /** Begins to look at several pictures, one after the other. */
  public JsonObject batch(List<Batch.Item> items, Looker looker) {
    Batch batch = new Batch(items);
    batches.put(batch.id(), batch);
    usedAt.put(batch.id(), System.nanoTime());
    newest = batch;
    Thread.ofVirtual().name("media-batch").start(() -> run(batch, looker));
    return batch.json();
  }

  private void run(Batch batch, Looker looker) {
    for (Batch.Item item : batch.items()) {
      tell(batch, item, Batch.State.RUNNING, null, null);
      try {
        Looked looked = look(item.file(), looker);
        tell(batch, item, Batch.State.DONE, looked.result(), null);
      } catch (AgentException e) {
        tell(batch, item, Batch.State.FAILED, null, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void tell(
      Batch batch,
      Batch.Item item,
      Batch.State state,
      @Nullable Result result,
      @Nullable AgentException error) {
    item.is(state, result, error);
    events.publish(
        "media",
        JsonFields.fields()
            .put("batch_id", batch.id())
            .put("index", item.index())
            .put("state", state.text())
            .object());
  }

  /** One picture of a batch; of the newest one when none is named. */
  public Batch.Item item(@Nullable String batchId, int index) throws AgentException {
    Batch batch = batchId == null ? newest : batches.get(batchId);
    if (batch == null || index >= batch.items().size()) {
      throw new AgentException(AgentErrorCode.MEDIA_NOT_FOUND, "There is no such picture.");
    }
    usedAt.put(batch.id(), System.nanoTime());
    return batch.items().get(index);
  }

  /** The picture of an item, with what was seen in it. */
  public Looked looked(Batch.Item item) throws AgentException {
    return new Looked(Pictures.read(item.file().path()), item.result());
  }

  private void sweep() {
    try {
      while (true) {
        Thread.sleep(SWEEP);
        long now = System.nanoTime();
        entries.forEach((id, entry) -> {
          if (entry.camera.state() != Camera.State.STOPPED) {
            usedAt.put(id, now);
          }
        });
        List.copyOf(usedAt.entrySet())
            .forEach(used -> {
              if (now - used.getValue() > KEPT.toNanos()) {
                drop(used.getKey());
              }
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drop(String id) {
    usedAt.remove(id);
    Entry entry = entries.remove(id);
    if (entry != null) {
      cameras.remove(entry.camera.id());
      MediaStore.Saved file = entry.file;
      if (file != null) {
        forget(file);
      }
    }
    Batch batch = batches.remove(id);
    if (batch != null) {
      batch.items().forEach(item -> forget(item.file()));
      if (newest == batch) {
        newest = null;
      }
    }
  }

  @Override
  public void close() {
    sweeper.interrupt();
  }
}
