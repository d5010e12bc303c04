package io.visiona.agent.flash;

import io.visiona.agent.flash.FlashFailure.Code;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One flash and how far it is. Thread-safe. */
public final class FlashJob {
  private static final double SETTLE = 0.3;

  private final String id;
  private final String deviceId;
  private final String modelId;
  private final String modelName;
  private final long total;
  private final Clock clock;
  private final Consumer<FlashJob> changed;
  private final Instant startedAt;
  private FlashState state = FlashState.QUEUED;
  private double progress;
  private long done;
  private double rate;
  private long measuredAt = System.nanoTime();
  private long measuredBytes;
  private int step;
  private @Nullable Instant endedAt;
  private @Nullable JsonObject error;
  private long version;
  private boolean cancelAsked;
  private @Nullable Thread worker;

  FlashJob(String deviceId, FlashOrder order, Clock clock, Consumer<FlashJob> changed) {
    this.id = UUID.randomUUID().toString();
    this.deviceId = deviceId;
    this.modelId = order.modelId();
    this.modelName = order.name();
    this.total = order.sizeBytes();
    this.clock = clock;
    this.changed = changed;
    this.startedAt = clock.instant();
  }

  /** Of a run of the agent that is over: a flash that was under way then has failed. */
  private FlashJob(JsonObject known, Clock clock) {
    this.id = known.getString("flash_id");
    this.deviceId = known.getString("device_id");
    this.modelId = known.getString("model_id");
    this.modelName = known.getString("model_name");
    this.total = known.getJsonNumber("bytes_total").longValue();
    this.clock = clock;
    this.changed = job -> {};
    this.startedAt = Instant.parse(known.getString("started_at"));
    this.state = FlashState.valueOf(known.getString("state").toUpperCase(Locale.ROOT));
    this.step = known.getInt("step");
    this.progress = known.getJsonNumber("progress").doubleValue();
    this.done = known.getJsonNumber("bytes_done").longValue();
    if (state.isFinal()) {
      this.endedAt = Instant.parse(known.getString("ended_at"));
      this.error = known.get("error") instanceof JsonObject said ? said : null;
    } else {
      Code code = state.isCancellable() ? Code.DOWNLOAD_FAILED : Code.WRITE_FAILED;
      this.error = error(code.text(), "The agent ended meanwhile.", code.remedy());
      this.state = FlashState.FAILED;
      this.endedAt = clock.instant();
    }
  }

  /**
   * What {@link #json} told of an earlier flash. One that was under way has failed: the agent ended
   * meanwhile, and nobody goes on with it.
   *
   * @throws RuntimeException of various types for anything else
   */
  static FlashJob earlier(JsonObject known, Clock clock) {
    return new FlashJob(known, clock);
  }

  public String id() {
    return id;
  }

  String deviceId() {
    return deviceId;
  }

  public synchronized boolean isOver() {
    return state.isFinal();
  }

  public synchronized boolean isSucceeded() {
    return state == FlashState.SUCCEEDED;
  }

  /** Part of the whole that is done, 0 to 1; does not go back. */
  public synchronized double progress() {
    return progress;
  }

  synchronized FlashState state() {
    return state;
  }

  synchronized void runsOn(Thread thread) {
    worker = thread;
  }

  /** Whether it was cancelled before anything was written. */
  synchronized boolean cancel() {
    if (!state.isCancellable()) {
      return state == FlashState.CANCELLED;
    }
    cancelAsked = true;
    Thread thread = worker;
    if (thread != null) {
      thread.interrupt();
    }
    return true;
  }

  synchronized boolean isCancelAsked() {
    return cancelAsked;
  }

  /**
   * Goes into a state; false when it was cancelled in the meantime and this state would write. Who
   * hears of changes hears of it before anybody can see it: what was seen must outlive the agent.
   */
  synchronized boolean enter(FlashState next) {
    if (cancelAsked && next.compareTo(FlashState.WRITING) >= 0 && !next.isFinal()) {
      return false;
    }
    state = next;
    step = next.isFinal() ? step : next.step();
    progress = next == FlashState.SUCCEEDED ? 1 : Math.max(progress, next.progress(0));
    done = next == FlashState.SUCCEEDED ? total : 0;
    rate = 0;
    measuredAt = System.nanoTime();
    measuredBytes = 0;
    if (next.isFinal()) {
      endedAt = clock.instant();
    }
    version++;
    changed.accept(this);
    notifyAll();
    return true;
  }

  /** So many bytes of the present step are done. */
  synchronized void moved(long bytes) {
    done = bytes;
    double part = total == 0 ? 1 : (double) bytes / total;
    progress = Math.max(progress, state.progress(part));
    long now = System.nanoTime();
    double seconds = (now - measuredAt) / 1e9;
    if (seconds >= SETTLE) {
      rate = Math.max(0, bytes - measuredBytes) / seconds;
      measuredAt = now;
      measuredBytes = bytes;
    }
  }

  /** The present step, one without bytes, is done to this part. */
  synchronized void moved(double part) {
    progress = Math.max(progress, state.progress(part));
  }

  synchronized void failed(String code, String message, String remedy) {
    error = error(code, message, remedy);
    enter(FlashState.FAILED);
  }

  private static JsonObject error(String code, String message, String remedy) {
    return JsonFields.fields()
        .put("code", code)
        .put("message", message)
        .put("remedy", remedy)
        .object();
  }

  /** Waits until something other than the progress changed since that version, and its number. */
  public synchronized long await(long known, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (version == known && deadline - System.nanoTime() > 0) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    return version;
  }

  public synchronized JsonObject json() {
    boolean moving = rate > 0 && !state.isFinal();
    return JsonFields.fields()
        .put("flash_id", id)
        .put("device_id", deviceId)
        .put("model_id", modelId)
        .put("model_name", modelName)
        .put("state", state.text())
        .put("step", step)
        .put("steps", FlashState.STEPS)
        .put("progress", progress)
        .put("bytes_done", done)
        .put("bytes_total", total)
        .put("rate_bytes_per_s", moving ? Math.round(rate) : null)
        .put("eta_s", moving ? (long) Math.ceil((total - done) / rate) : null)
        .put("started_at", startedAt)
        .put("ended_at", endedAt)
        .put("cancellable", state.isCancellable())
        .put("error", error)
        .object();
  }

  /** What the request to start it is answered with. */
  public synchronized JsonObject accepted() {
    return JsonFields.fields()
        .put("flash_id", id)
        .put("device_id", deviceId)
        .put("model_id", modelId)
        .put("state", FlashState.QUEUED.text())
        .object();
  }
}
