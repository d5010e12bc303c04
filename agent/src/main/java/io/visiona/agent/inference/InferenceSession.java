package io.visiona.agent.inference;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.Inference;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.events.Latest;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Frames of one camera to one device or several, results to whoever follows. Goes on when nobody
 * does. Thread-safe.
 */
public final class InferenceSession {
  /** What has to happen outside when something happens here. */
  public interface Owner {
    /** A device failed; the session has let it go. */
    void failed(InferenceSession session, Device device, DriverException why);

    /** A device has finished what it had, and left. */
    void left(InferenceSession session, Device device);

    /** The session is over. */
    void ended(InferenceSession session);
  }

  private final String id = UUID.randomUUID().toString();
  private final @Nullable DeviceId device;
  private final @Nullable String cluster;
  private volatile Strategy strategy;
  private final Camera camera;
  private final SessionSettings settings;
  private final Clock clock;
  private final Owner owner;
  private final Instant startedAt;
  private final Latest<CameraFrame> frames;
  private final String usedAs;
  private final Map<DeviceId, Worker> workers = new ConcurrentSkipListMap<>();
  private final List<ResultFeed> feeds = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  private final ResultTeller telling;
  private volatile @Nullable String modelId;
  private volatile @Nullable Instant stoppedAt;
  private volatile @Nullable String stopReason;

  /**
   * A session that is not started yet.
   *
   * @param device that works alone; null for a cluster
   * @param cluster whose devices work; null for one device
   */
  public InferenceSession(
      @Nullable DeviceId device,
      @Nullable String cluster,
      Strategy strategy,
      Camera camera,
      SessionSettings settings,
      Clock clock,
      Owner owner) {
    this.device = device;
    this.cluster = cluster;
    this.strategy = strategy;
    this.camera = camera;
    this.settings = settings;
    this.clock = clock;
    this.owner = owner;
    this.startedAt = clock.instant();
    this.usedAs = "inference:" + (device == null ? cluster : device.value());
    this.telling =
        new ResultTeller(id, cluster, camera.id(), settings.track(), this::isRunning, this::tell);
    this.frames = camera.use(usedAs);
  }

  /** Begins to work; workers may come and go later too. */
  public void start() {
    Thread.ofVirtual().name("session-" + id).start(this::pump);
    Thread.ofVirtual().name("summary-" + id).start(this::summarise);
  }

  /** How the devices of a cluster take turns from now on. */
  public void strategy(Strategy now) {
    strategy = now;
  }

  /**
   * Adds a device.
   *
   * @param places frames that it may have at a time: one, or two where one may wait
   * @param weight 0 to 100
   */
  public void add(
      Device member,
      OpenDevice open,
      InstalledModel model,
      DeviceStats stats,
      int places,
      int weight) {
    Worker worker =
        new Worker(
            member, open, model, stats, settings.forDevice(), places, weight, new FromWorkers());
    workers.put(member.id(), worker);
    modelId = model.id();
    worker.start();
  }

  /** A device leaves: at once, or when it has finished what it has. */
  public void remove(DeviceId leaving, boolean drain) {
    Worker worker = workers.get(leaving);
    if (worker != null && drain) {
      worker.drain();
    } else if (worker != null) {
      workers.remove(leaving);
      worker.stop();
    }
  }

  /** Changes what part of the frames a device gets. */
  public void weight(DeviceId member, int weight) {
    Worker worker = workers.get(member);
    if (worker != null) {
      worker.weight(weight);
    }
  }

  /** What a device does in it. */
  public record Member(int recentFrames, double perSecond) {}

  /** The devices that work in it. */
  public Map<DeviceId, Member> members() {
    Map<DeviceId, Member> members = new TreeMap<>();
    long now = System.nanoTime();
    workers.forEach((member, worker) ->
        members.put(
            member, new Member(worker.recent(now), worker.stats().latencies().perSecond(now))));
    return members;
  }

  public String id() {
    return id;
  }

  public SessionSettings settings() {
    return settings;
  }

  public boolean isRunning() {
    return stopReason == null;
  }

  private void pump() {
    try {
      int limit = limit();
      long spacing = TimeUnit.SECONDS.toNanos(1) / limit;
      long due = System.nanoTime();
      long skippedBefore = 0;
      while (isRunning()) {
        CameraFrame frame = frames.take(Duration.ofMillis(100));
        long now = System.nanoTime();
        telling.tell(now, null, null);
        if (frame == null) {
          if (frames.isClosed() && isRunning()) {
            end("camera_stopped");
          }
          continue;
        }
        long skipped = frames.skipped();
        dropped.addAndGet(skipped - skippedBefore);
        skippedBefore = skipped;
        // A camera's beat trembles: a quarter of a step early is on time.
        if (settings.fpsLimit() != null && now - due < -spacing / 4) {
          continue;
        }
        due = Math.max(due + spacing, now);
        give(new Worker.Job(frame, now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("agent_restart");
    }
  }

  private int limit() {
    Integer wanted = settings.fpsLimit();
    return wanted == null ? 60 : wanted;
  }

  private void give(Worker.Job job) {
    List<Worker> order = Turns.order(workers.values(), strategy);
    telling.expect(job.frame().id());
    for (Worker worker : order) {
      if (worker.offer(job)) {
        return;
      }
    }
    telling.tell(System.nanoTime(), job.frame().id(), null);
    dropped.incrementAndGet();
    order.stream().findFirst().ifPresent(worker -> worker.stats().dropped());
  }

  private final class FromWorkers implements Worker.Listener {
    @Override
    public void done(Worker worker, Worker.Job job, Inference inference, double queueMs) {
      ResultTeller.Made made =
          new ResultTeller.Made(worker, job.frame(), inference, queueMs, clock.instant());
      telling.tell(System.nanoTime(), job.frame().id(), made);
    }

    @Override
    public void failed(Worker worker, Worker.Job job, DriverException why) {
      telling.tell(System.nanoTime(), job.frame().id(), null);
      workers.remove(worker.id(), worker);
      owner.failed(InferenceSession.this, worker.device(), why);
    }

    @Override
    public void drained(Worker worker) {
      workers.remove(worker.id(), worker);
      owner.left(InferenceSession.this, worker.device());
    }
  }

  private void tell(Result result) {
    feeds.forEach(feed -> feed.result(result));
  }

  private void summarise() {
    try {
      while (isRunning()) {
        Thread.sleep(1000);
        for (ResultFeed feed : feeds) {
          feed.summary(summary(feed.skipped()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonObject summary(long skipped) {
    JsonFields common =
        JsonFields.fields()
            .put("at", clock.instant())
            .put("frames_done", telling.done())
            .put("frames_dropped", droppedFrames())
            .put("skipped", skipped);
    return telling.summary(common, System.nanoTime());
  }

  private long droppedFrames() {
    return dropped.get() + telling.late();
  }

  /** The newest result; null before the first. */
  public @Nullable Result newest() {
    return telling.newest();
  }

  /**
   * Follows the session; give it back with {@link #unfollow}.
   *
   * @param mostPerSecond 1 to 60 results a second
   */
  public ResultFeed follow(int mostPerSecond) {
    ResultFeed feed = new ResultFeed(mostPerSecond);
    feeds.add(feed);
    feed.state(json());
    Result late = newest();
    if (late != null && isRunning()) {
      feed.result(late);
    }
    String reason = stopReason;
    if (reason != null) {
      feed.end(reason);
    }
    return feed;
  }

  public void unfollow(ResultFeed feed) {
    feeds.remove(feed);
  }

  /** Ends it; the first reason counts. */
  public void end(String reason) {
    synchronized (this) {
      if (stopReason != null) {
        return;
      }
      stoppedAt = clock.instant();
      stopReason = reason;
    }
    workers.values().forEach(Worker::stop);
    camera.release(usedAs, frames);
    JsonObject now = json();
    for (ResultFeed feed : feeds) {
      feed.state(now);
      feed.end(reason);
    }
    owner.ended(this);
  }

  /** Why it ended; null while it runs. */
  public @Nullable String stopReason() {
    return stopReason;
  }

  public JsonObject json() {
    String reason = stopReason;
    return JsonFields.fields()
        .put("session_id", id)
        .put("device_id", device == null ? null : device.value())
        .put("cluster_id", cluster)
        .put("camera_id", camera.id().value())
        .put("model_id", modelId)
        .put("state", reason == null ? "running" : "stopped")
        .put("started_at", startedAt)
        .put("stopped_at", stoppedAt)
        .put("stop_reason", reason)
        .put("settings", settings.json())
        .put("frames_done", telling.done())
        .put("frames_dropped", droppedFrames())
        .object();
  }
}
