package io.visiona.agent.cameras;

import io.visiona.agent.cameras.Encoder.Variant;
import io.visiona.agent.devices.DeviceFault;
import io.visiona.agent.driver.CameraFacts;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.CameraSettings;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FrameSource;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.Latest;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One camera: runs while somebody looks or works with it, or because it was told to. A camera that
 * fails is tried again every second while it is wanted. Thread-safe.
 */
public final class Camera {
  /** What a camera is doing. */
  public enum State {
    STOPPED,
    STARTING,
    RUNNING,
    FAULTED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Starts the camera itself. */
  public interface Opener {
    FrameSource start(CameraSettings settings) throws DriverException;
  }

  /** What the driver's code of a source is that has come to its end. */
  public static final String END = "END_OF_SOURCE";

  static final int MOST_VIEWERS = 16;
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final CameraFacts facts;
  private final Opener opener;
  private final boolean live;
  private final boolean seekable;
  private final Clock clock;
  private final Consumer<Camera> changed;
  private final Encoders encoders = new Encoders();
  private final List<Latest<CameraFrame>> watchers = new CopyOnWriteArrayList<>();
  private final Set<String> usedBy = new TreeSet<>();
  private final Beat beat = new Beat();
  private State state = State.STOPPED;
  private @Nullable CameraSettings active;
  private @Nullable FrameSource source;
  private @Nullable CameraFrame last;
  private long lastNanos;
  private @Nullable DeviceFault fault;
  private boolean asked;
  private int viewers;
  private long run;

  Camera(
      CameraFacts facts,
      Opener opener,
      boolean live,
      boolean seekable,
      Clock clock,
      Consumer<Camera> changed) {
    this.facts = facts;
    this.opener = opener;
    this.live = live;
    this.seekable = seekable;
    this.clock = clock;
    this.changed = changed;
  }

  public CameraId id() {
    return facts.id();
  }

  public CameraFacts facts() {
    return facts;
  }

  public synchronized State state() {
    return state;
  }

  /** The settings it runs with; those it would run with when it is stopped. */
  public synchronized CameraSettings settings() {
    CameraSettings now = active;
    return now == null ? defaults() : now;
  }

  private CameraSettings defaults() {
    CameraFacts.Format best = facts.formats().getFirst();
    return new CameraSettings(best.width(), best.height(), Math.min(15, best.fps()), 75);
  }

  /** How many pictures were encoded since the agent started; for tests and figures. */
  public long encodings() {
    return encoders.encodings();
  }

  /** Starts it because somebody asked for that: it runs until somebody asks otherwise. */
  public void start(CameraSettings wanted, boolean force) throws AgentException {
    synchronized (this) {
      if (isOn() && wanted.equals(active)) {
        asked = true;
        return;
      }
      if (isOn() && !force) {
        throw inUse("The camera runs with other settings.");
      }
      asked = true;
      begin(wanted);
    }
    changed.accept(this);
  }

  private boolean isOn() {
    return state == State.RUNNING || state == State.STARTING;
  }

  /** Begins a new run; the one before ends. */
  private void begin(CameraSettings settings) {
    FrameSource old = source;
    source = null;
    if (old != null) {
      old.close();
    }
    run++;
    long mine = run;
    active = settings;
    state = State.STARTING;
    fault = null;
    last = null;
    beat.reset();
    Thread.ofVirtual().name("camera-" + id()).start(() -> pump(mine, settings));
  }

  private void pump(long mine, CameraSettings settings) {
    while (isCurrent(mine)) {
      try (FrameSource opened = opener.start(settings)) {
        if (!opened(mine, opened)) {
          return;
        }
        while (isCurrent(mine)) {
          took(mine, opened.next());
        }
      } catch (DriverException e) {
        if (failed(mine, e)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized boolean isCurrent(long mine) {
    return run == mine && state != State.STOPPED;
  }

  private boolean opened(long mine, FrameSource opened) {
    synchronized (this) {
      if (!isCurrent(mine)) {
        return false;
      }
      source = opened;
      state = State.RUNNING;
      fault = null;
      lastNanos = System.nanoTime();
    }
    changed.accept(this);
    return true;
  }

  private void took(long mine, CameraFrame frame) {
    synchronized (this) {
      if (!isCurrent(mine)) {
        return;
      }
      last = frame;
      lastNanos = System.nanoTime();
      beat.tick(lastNanos);
      notifyAll();
    }
    watchers.forEach(watcher -> watcher.put(frame));
  }

  /** Whether the run is over; otherwise it is tried again. */
  private boolean failed(long mine, DriverException why) {
    synchronized (this) {
      if (!isCurrent(mine)) {
        return true;
      }
      source = null;
      if (why.driverCode().equals(END)) {
        halt();
      } else {
        state = State.FAULTED;
        fault = new DeviceFault(why, clock.instant());
        notifyAll();
      }
    }
    changed.accept(this);
    synchronized (this) {
      try {
        long until = System.nanoTime() + RETRY.toNanos();
        while (isCurrent(mine) && until - System.nanoTime() > 0) {
          wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        return !isCurrent(mine) || !isWanted();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }

  private boolean isWanted() {
    return asked || viewers > 0 || !usedBy.isEmpty();
  }

  /** Stops it. */
  public void stop(boolean force) throws AgentException {
    synchronized (this) {
      if (!usedBy.isEmpty() && !force) {
        throw inUse("The camera is in use.");
      }
      halt();
    }
    changed.accept(this);
  }

  private void halt() {
    asked = false;
    run++;
    state = State.STOPPED;
    FrameSource old = source;
    source = null;
    active = null;
    last = null;
    fault = null;
    if (old != null) {
      old.close();
    }
    usedBy.clear();
    watchers.forEach(Latest::close);
    watchers.clear();
    notifyAll();
  }

  private AgentException inUse(String message) {
    return new AgentException(
        AgentErrorCode.CAMERA_IN_USE, message, Map.of("used_by", new ArrayList<>(usedBy)));
  }

  /** Looks on for a viewer, of whom there are sixteen at most. Starts a stopped camera. */
  public View view(Variant variant, @Nullable Overlay overlay) throws AgentException {
    View view;
    synchronized (this) {
      if (viewers >= MOST_VIEWERS) {
        throw new AgentException(
            AgentErrorCode.TOO_MANY_STREAMS, "The camera has as many viewers as it can have.");
      }
      viewers++;
      view = new View(this, subscribe(), encoders.take(variant, overlay), variant);
    }
    changed.accept(this);
    return view;
  }

  /** Works with its frames, under a name that is shown; starts a stopped camera. */
  public Latest<CameraFrame> use(String by) {
    Latest<CameraFrame> frames;
    synchronized (this) {
      usedBy.add(by);
      frames = subscribe();
    }
    changed.accept(this);
    return frames;
  }

  private Latest<CameraFrame> subscribe() {
    Latest<CameraFrame> frames = new Latest<>();
    watchers.add(frames);
    if (state == State.STOPPED || state == State.FAULTED) {
      begin(settings());
    }
    return frames;
  }

  void leave(View view) {
    synchronized (this) {
      viewers--;
      watchers.remove(view.frames());
      encoders.giveBack(view.variant());
    }
    stopWhenUnused();
    changed.accept(this);
  }

  /** Done with its frames. */
  public void release(String by, Latest<CameraFrame> frames) {
    synchronized (this) {
      usedBy.remove(by);
      watchers.remove(frames);
    }
    frames.close();
    stopWhenUnused();
    changed.accept(this);
  }

  private void stopWhenUnused() {
    long mine;
    synchronized (this) {
      if (isWanted() || state == State.STOPPED) {
        return;
      }
      mine = run;
    }
    Thread.ofVirtual().name("camera-linger").start(() -> linger(mine));
  }

  private void linger(long mine) {
    boolean stopped = false;
    try {
      Thread.sleep(LINGER);
      synchronized (this) {
        if (run == mine && !isWanted()) {
          halt();
          stopped = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopped) {
      changed.accept(this);
    }
  }

  /** The newest frame; null when there is none yet. */
  public synchronized @Nullable CameraFrame last() {
    return last;
  }

  /** Waits for a frame that is not older than this. */
  public CameraFrame fresh(Duration age, Duration limit)
      throws AgentException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      while (true) {
        CameraFrame frame = last;
        if (frame != null && System.nanoTime() - lastNanos <= age.toNanos()) {
          return frame;
        }
        long left = deadline - System.nanoTime();
        if (state == State.FAULTED || left <= 0) {
          throw new AgentException(
              AgentErrorCode.CAMERA_FAULTED,
              "The camera gives no picture.",
              Map.of("used_by", new ArrayList<>(usedBy)));
        }
        wait(Math.max(1, left / 1_000_000));
      }
    }
  }

  public synchronized JsonObject json() {
    CameraSettings now = active;
    CameraFrame newest = last;
    CameraView.Running running =
        now == null
            ? null
            : new CameraView.Running(
                now, beat.perSecond(System.nanoTime()), newest == null ? null : newest.id());
    return new CameraView(
            facts, state, live, seekable, running, viewers, new ArrayList<>(usedBy), fault)
        .json();
  }
}
