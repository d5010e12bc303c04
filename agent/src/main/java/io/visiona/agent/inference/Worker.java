package io.visiona.agent.inference;

import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.Inference;
import io.visiona.agent.driver.InferenceSettings;
import io.visiona.agent.driver.OpenDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One device at work in a session, on a thread of its own. Thread-safe but for the credit. */
final class Worker {
  /** Hears what came of each frame; called on the worker's thread. */
  interface Listener {
    void done(Worker worker, Job job, Inference inference, double queueMs);

    void failed(Worker worker, Job job, DriverException why);

    void drained(Worker worker);
  }

  /** A frame on its way. */
  record Job(CameraFrame frame, long arrivedNanos) {}

  private static final long SHARE_WINDOW = TimeUnit.SECONDS.toNanos(10);

  private final Device device;
  private final OpenDevice open;
  private final InstalledModel model;
  private final DeviceStats stats;
  private final InferenceSettings settings;
  private final int places;
  private final Listener listener;
  private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Deque<Long> taken = new ArrayDeque<>();
  private volatile int weight;
  private volatile boolean working = true;
  private volatile boolean draining;
  private int credit;

  /**
   * A worker.
   *
   * @param places frames that may be under way: one, or two where one may wait
   */
  Worker(
      Device device,
      OpenDevice open,
      InstalledModel model,
      DeviceStats stats,
      InferenceSettings settings,
      int places,
      int weight,
      Listener listener) {
    this.device = device;
    this.open = open;
    this.model = model;
    this.stats = stats;
    this.settings = settings;
    this.places = places;
    this.weight = weight;
    this.listener = listener;
  }

  void start() {
    Thread.ofVirtual().name("inference-" + device.id()).start(this::work);
  }

  private void work() {
    try {
      while (working) {
        Job job = queue.poll(100, TimeUnit.MILLISECONDS);
        if (job != null) {
          look(job);
        } else if (draining && inFlight.get() == 0) {
          working = false;
          listener.drained(this);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Job job) throws InterruptedException {
    try {
      double queueMs = (System.nanoTime() - job.arrivedNanos) / 1e6;
      Inference inference = open.infer(job.frame, settings);
      double total = (System.nanoTime() - job.arrivedNanos) / 1e6;
      stats.finished(total, System.nanoTime());
      inFlight.decrementAndGet();
      listener.done(this, job, inference, queueMs);
    } catch (DriverException e) {
      stats.failed();
      inFlight.decrementAndGet();
      working = false;
      listener.failed(this, job, e);
    }
  }

  /** Takes a frame; false when it has no place for it. */
  boolean offer(Job job) {
    if (!isWorking() || inFlight.get() >= places) {
      return false;
    }
    inFlight.incrementAndGet();
    synchronized (taken) {
      taken.addLast(job.arrivedNanos);
    }
    return queue.add(job);
  }

  /** Frames it took in the last ten seconds. */
  int recent(long now) {
    synchronized (taken) {
      while (!taken.isEmpty() && now - taken.getFirst() > SHARE_WINDOW) {
        taken.removeFirst();
      }
      return taken.size();
    }
  }

  DeviceId id() {
    return device.id();
  }

  Device device() {
    return device;
  }

  InstalledModel model() {
    return model;
  }

  DeviceStats stats() {
    return stats;
  }

  int weight() {
    return weight;
  }

  void weight(int now) {
    weight = now;
  }

  int inFlight() {
    return inFlight.get();
  }

  int credited() {
    return credit;
  }

  void credit(int more) {
    credit += more;
  }

  boolean isWorking() {
    return working && !draining;
  }

  /** Finishes what it has, and takes no more. */
  void drain() {
    draining = true;
  }

  void stop() {
    working = false;
  }
}
