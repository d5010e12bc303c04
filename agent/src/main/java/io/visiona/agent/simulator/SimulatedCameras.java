package io.visiona.agent.simulator;

import io.visiona.agent.driver.CameraDriver;
import io.visiona.agent.driver.CameraFacts;
import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.CameraSettings;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FrameSource;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One camera that looks at the simulated street. */
final class SimulatedCameras implements CameraDriver {
  static final CameraId STREET = new CameraId("cam-0");

  private static final CameraFacts FACTS =
      new CameraFacts(
          STREET,
          "Test picture",
          "test",
          List.of(
              new CameraFacts.Format(Scene.WIDTH, Scene.HEIGHT, 30),
              new CameraFacts.Format(640, 360, 30)));

  private final StreetPainter painter;
  private final Clock clock;
  private final FaultSwitches faults;

  SimulatedCameras(Scene scene, Clock clock, FaultSwitches faults) {
    this.painter = new StreetPainter(scene);
    this.clock = clock;
    this.faults = faults;
  }

  @Override
  public List<CameraFacts> cameras() {
    return List.of(FACTS);
  }

  @Override
  public FrameSource start(CameraId id, CameraSettings settings) throws DriverException {
    if (!id.equals(STREET) || faults.isOn("camera_unplug")) {
      throw unplugged();
    }
    return new Street(settings);
  }

  private static DriverException unplugged() {
    return new DriverException(
        DriverException.Code.DEVICE_REMOVED, "UVC_ENODEV", "The camera is not there.", true);
  }

  @Override
  public void close() {
    faults.clear();
  }

  /** Gives pictures on the beat; one that comes late leaves out the beats it missed. */
  private final class Street implements FrameSource {
    private final CameraSettings settings;
    private final long interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long began = System.nanoTime();
    private long number;

    Street(CameraSettings settings) {
      this.settings = settings;
      this.interval = TimeUnit.SECONDS.toNanos(1) / settings.fps();
    }

    @Override
    public CameraFrame next() throws DriverException, InterruptedException {
      long beat = Math.max(number + 1, (System.nanoTime() - began) / interval);
      awaitOpen(began + beat * interval - System.nanoTime());
      while (faults.isOn("camera_freeze")) {
        awaitOpen(TimeUnit.MILLISECONDS.toNanos(50));
      }
      if (faults.isOn("camera_unplug")) {
        throw unplugged();
      }
      number = beat;
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      return new SimulatedFrame(
          STREET,
          beat,
          now,
          settings.width(),
          settings.height(),
          faults.isOn("camera_black"),
          painter);
    }

    private void awaitOpen(long nanos) throws DriverException, InterruptedException {
      if (closed.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
        throw new DriverException(
            DriverException.Code.OTHER, "CLOSED", "The camera was stopped.", true);
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
