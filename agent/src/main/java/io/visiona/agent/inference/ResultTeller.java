package io.visiona.agent.inference;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.Detection;
import io.visiona.agent.driver.Inference;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the results of a session in the order of their frames, one at a time, whichever device was
 * done first. Thread-safe; {@code sink} is called under its lock.
 */
final class ResultTeller {
  /** What a worker made of a frame, before it has its turn. */
  record Made(
      Worker worker, CameraFrame frame, Inference inference, double queueMs, Instant completedAt) {}

  private final String session;
  private final @Nullable String cluster;
  private final CameraId camera;
  private final BooleanSupplier running;
  private final Consumer<Result> sink;
  private final ResultOrder<Made> order = new ResultOrder<>();
  private final Tally tally = new Tally();
  private final @Nullable Tracker tracker;
  private @Nullable Result newest;
  private long done;

  /**
   * Nothing is expected yet.
   *
   * @param cluster null for one device
   * @param track whether objects get numbers that follow them
   * @param running false once nothing is to be told any more
   */
  ResultTeller(
      String session,
      @Nullable String cluster,
      CameraId camera,
      boolean track,
      BooleanSupplier running,
      Consumer<Result> sink) {
    this.session = session;
    this.cluster = cluster;
    this.camera = camera;
    this.running = running;
    this.sink = sink;
    this.tracker = track ? new Tracker() : null;
  }

  /** A frame was given to somebody. */
  synchronized void expect(long frameId) {
    order.expect(frameId);
  }

  /** Tells what has its turn: also what waited for the frame that is done or given up with this. */
  synchronized void tell(long now, @Nullable Long frameId, @Nullable Made made) {
    List<Made> ready = frameId == null ? order.ready(now) : order.done(frameId, made, now);
    for (Made next : ready) {
      if (running.getAsBoolean()) {
        Result result = result(next);
        done++;
        tally.add(result, now);
        newest = result;
        sink.accept(result);
      }
    }
  }

  private Result result(Made made) {
    List<Detection> detections = made.inference.detections();
    Tracker following = tracker;
    List<Long> numbers =
        following == null
            ? null
            : following.follow(detections, made.frame.capturedAt().toEpochMilli());
    List<String> labels = made.worker.model().loaded().labels();
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < detections.size(); i++) {
      Detection detection = detections.get(i);
      seen.add(
          new Seen(
              detection,
              Result.label(labels, detection.classId()),
              numbers == null ? null : numbers.get(i)));
    }
    return new Result(
        origin(made),
        seen,
        made.inference,
        labels,
        made.worker.model().loaded().task(),
        made.queueMs,
        made.completedAt.truncatedTo(ChronoUnit.MILLIS));
  }

  private Result.Origin origin(Made made) {
    return new Result.Origin(
        session,
        made.worker.id().value(),
        cluster,
        camera.value(),
        made.worker.model().id(),
        made.frame.id(),
        made.frame.capturedAt(),
        made.frame.width(),
        made.frame.height());
  }

  /** Results told. */
  synchronized long done() {
    return done;
  }

  /** Results that came after their turn was given up. */
  synchronized long late() {
    return order.late();
  }

  synchronized @Nullable Result newest() {
    return newest;
  }

  synchronized JsonObject summary(JsonFields common, long now) {
    return tally.json(common, now, newest);
  }
}
