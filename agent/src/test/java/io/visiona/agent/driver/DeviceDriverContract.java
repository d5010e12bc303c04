package io.visiona.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a driver has to keep to. A driver for real hardware extends this in its own tests, with a
 * device plugged in.
 */
public abstract class DeviceDriverContract {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  @TempDir protected Path folder;
  protected DriverProvider.Drivers drivers;

  /** Opens the driver with at least one device that can be connected, and one camera. */
  protected abstract DriverProvider.Drivers open(Path folder) throws Exception;

  /** A file that the device's chip can load. */
  protected abstract ModelFile model(FoundDevice device, Path folder) throws Exception;

  @BeforeEach
  void openDriver() throws Exception {
    drivers = open(folder);
  }

  @AfterEach
  void closeDriver() {
    drivers.close();
  }

  private FoundDevice device() throws Exception {
    return drivers.devices().scan(LIMIT).stream()
        .filter(FoundDevice::connectable)
        .findFirst()
        .orElseThrow();
  }

  private CameraFrame frame() throws Exception {
    CameraFacts camera = drivers.cameras().cameras().getFirst();
    CameraFacts.Format format = camera.formats().getFirst();
    CameraSettings settings =
        new CameraSettings(format.width(), format.height(), Math.min(10, format.fps()), 75);
    try (FrameSource source = drivers.cameras().start(camera.id(), settings)) {
      return source.next();
    }
  }

  @Test
  void scan_isQuickAndItsIdsStayTheSame() throws Exception {
    long began = System.nanoTime();
    List<DeviceId> first = drivers.devices().scan(LIMIT).stream().map(FoundDevice::id).toList();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.plusSeconds(2));
    assertThat(first).doesNotHaveDuplicates().isNotEmpty();
    assertThat(drivers.devices().scan(LIMIT).stream().map(FoundDevice::id)).isEqualTo(first);
    assertThat(drivers.devices().info().chips()).contains(device().chip());
  }

  @Test
  void unknownDevice_isDeviceRemoved() {
    assertThatThrownBy(() -> drivers.devices().open(new DeviceId("no-such-device")))
        .isInstanceOfSatisfying(
            DriverException.class,
            e -> assertThat(e.code()).isEqualTo(DriverException.Code.DEVICE_REMOVED));
  }

  @Test
  void loadedModel_isHeldAndOutlastsDisconnecting() throws Exception {
    FoundDevice found = device();
    ModelFile file = model(found, folder);
    List<FlashListener.Phase> phases = new ArrayList<>();
    try (OpenDevice open = drivers.devices().open(found.id())) {
      LoadedModel loaded =
          open.load(
              file,
              (phase, done, total) -> {
                assertThat(done).isBetween(0L, total);
                if (phases.isEmpty() || phases.getLast() != phase) {
                  phases.add(phase);
                }
              });
      assertThat(loaded.sha256()).isEqualTo(file.sha256());
      assertThat(phases).isSorted().startsWith(FlashListener.Phase.WRITING);
      assertThat(open.facts().model()).isEqualTo(loaded);
    }
    try (OpenDevice again = drivers.devices().open(found.id())) {
      assertThat(again.facts().model()).extracting(LoadedModel::sha256).isEqualTo(file.sha256());
    }
  }

  @Test
  void modelOfAnotherChip_isRefusedBeforeAnythingIsWritten() throws Exception {
    FoundDevice found = device();
    ModelFile file = model(found, folder);
    ModelFile other =
        new ModelFile(
            file.path(), file.sizeBytes(), file.sha256(), "KL000", "detection", null, null, null);
    try (OpenDevice open = drivers.devices().open(found.id())) {
      LoadedModel before = open.load(file, (_, _, _) -> {});
      assertThatThrownBy(() -> open.load(other, (_, _, _) -> {}))
          .isInstanceOfSatisfying(
              DriverException.class,
              e -> assertThat(e.code()).isEqualTo(DriverException.Code.CHIP_MISMATCH));
      assertThat(open.facts().model()).isEqualTo(before);
    }
  }

  @Test
  void inference_keepsToItsSettings() throws Exception {
    FoundDevice found = device();
    try (OpenDevice open = drivers.devices().open(found.id())) {
      LoadedModel loaded = open.load(model(found, folder), (_, _, _) -> {});
      InferenceSettings settings = new InferenceSettings(0.3, 0.45, 3, null, null);
      for (int i = 0; i < 20; i++) {
        Inference seen = open.infer(frame(), settings);
        assertThat(seen.detections()).hasSizeLessThanOrEqualTo(3);
        double last = 1;
        for (Detection one : seen.detections()) {
          assertThat(one.score()).isBetween(0.3, last);
          last = one.score();
          assertThat(one.classId()).isBetween(0, loaded.labels().size() - 1);
          assertThat(one.box().clipped().area()).isCloseTo(one.box().area(), within());
          assertThat(one.box().area()).isPositive();
        }
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  @Test
  void closedDevice_isDeviceRemoved() throws Exception {
    FoundDevice found = device();
    OpenDevice open = drivers.devices().open(found.id());
    open.load(model(found, folder), (_, _, _) -> {});
    open.close();
    assertThatThrownBy(() -> open.infer(frame(), new InferenceSettings(0.5, 0.5, 10, null, null)))
        .isInstanceOfSatisfying(
            DriverException.class,
            e -> assertThat(e.code()).isEqualTo(DriverException.Code.DEVICE_REMOVED));
  }

  @Test
  void frames_areNumberedUpwardsAndHaveThePromisedSize() throws Exception {
    CameraFacts camera = drivers.cameras().cameras().getFirst();
    CameraFacts.Format format = camera.formats().getLast();
    CameraSettings settings = new CameraSettings(format.width(), format.height(), 20, 75);
    try (FrameSource source = drivers.cameras().start(camera.id(), settings)) {
      long last = 0;
      for (int i = 0; i < 5; i++) {
        CameraFrame frame = source.next();
        assertThat(frame.id()).isGreaterThan(last);
        last = frame.id();
        assertThat(frame.picture().getWidth()).isEqualTo(format.width());
        assertThat(frame.picture().getHeight()).isEqualTo(format.height());
      }
    }
  }

  /** A model file of random bytes. */
  protected static Path file(Path folder, byte[] content) throws Exception {
    Path file = folder.resolve("model.nef");
    Files.write(file, content);
    return file;
  }
}
