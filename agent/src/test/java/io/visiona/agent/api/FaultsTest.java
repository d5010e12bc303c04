package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.FaultInjection;
import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.AgentRig.Answer;
import io.visiona.agent.support.FileServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on demand, and what many viewers do, is told with its code. */
final class FaultsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ID = "kl720-00b2";
  private static final String DEVICE = "devices/" + ID + "/";
  private static final String STREAM = "cameras/cam-0/stream?width=320&quality=60&fps=10";
  private static final int MOST_VIEWERS = 16;

  @TempDir Path folder;
  private FileServer files;
  private AgentRig agent;

  @BeforeEach
  void start() throws Exception {
    files = new FileServer(400_000);
    agent = new AgentRig(folder, List.of(files.origin()));
  }

  @AfterEach
  void stop() {
    agent.close();
    files.close();
  }

  @Test
  void unpluggedDevice_isRemovedAndNotConnectable_untilItIsBack() throws Exception {
    inject("unplug", Duration.ofSeconds(1));
    await().atMost(LIMIT).until(() -> state().equals("removed"));
    assertThat(agent.post(DEVICE + "connect", "{}").code()).isEqualTo("device_not_connectable");
    await().atMost(LIMIT).until(() -> state().equals("disconnected"));
    assertThat(agent.post(DEVICE + "connect", "{}").status()).isEqualTo(200);
  }

  @Test
  void deviceThatHangsOnTheBus_isFaultedWithARemedy_andConnectHeals() throws Exception {
    connectAndFlash();
    agent.post(DEVICE + "inference/start", "{}").close();
    inject("usb_timeout", Duration.ofSeconds(60));
    await().atMost(LIMIT).until(() -> state().equals("faulted"));
    assertThat(agent.get("devices/" + ID).json().getJsonObject("fault").getString("code"))
        .isEqualTo("usb_timeout");
    assertThat(agent.post(DEVICE + "inference/start", "{}").code()).isEqualTo("device_not_ready");
    assertThat(agent.post(DEVICE + "connect", "{}").json().getString("state")).isEqualTo("ready");
  }

  @Test
  void cameraThatIsGone_isFaulted() throws Exception {
    connectAndFlash();
    agent.post("cameras/cam-0/start", "{}").close();
    inject("camera_unplug", Duration.ofSeconds(60));
    await()
        .atMost(LIMIT)
        .until(() ->
            agent
                .get("cameras")
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("state")
                .equals("faulted"));
    assertThat(agent.post(DEVICE + "inference/start", "{}").code()).isEqualTo("camera_faulted");
  }

  @Test
  void cameraInUse_isNotStoppedUnderWhoUsesIt() throws Exception {
    connectAndFlash();
    agent.post(DEVICE + "inference/start", "{}").close();
    assertThat(agent.post("cameras/cam-0/stop", "{}").code()).isEqualTo("camera_in_use");
    assertThat(agent.post("cameras/cam-0/stop", "{\"force\":true}").status()).isEqualTo(200);
  }

  @Test
  void flashThatWrites_cannotBeCancelled() throws Exception {
    files.close();
    files = new FileServer(8_000_000);
    agent.close();
    agent = new AgentRig(folder, List.of(files.origin()));
    agent.post(DEVICE + "connect", "{}").close();
    agent.post(DEVICE + "flash", files.order("KL720")).close();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> agent.get(DEVICE + "flash").json().getString("state").equals("writing"));
    assertThat(agent.call("DELETE", DEVICE + "flash", null).code())
        .isEqualTo("flash_not_cancellable");
    await()
        .atMost(LIMIT)
        .until(() -> agent.get(DEVICE + "flash").json().getString("state").equals("succeeded"));
  }

  /** What an agent that was killed left unfinished is told of by the one that comes after it. */
  @Test
  void flashOfARunThatIsOver_hasFailed_andAFinishedOneStays() throws Exception {
    connectAndFlash();
    agent.close();
    agent = new AgentRig(folder, List.of(files.origin()));
    assertThat(agent.get(DEVICE + "flash").json().getString("state")).isEqualTo("succeeded");
    Path memory = folder.resolve("devices.json");
    String known = Files.readString(memory);
    agent.close();
    Files.writeString(
        memory,
        known
            .replace("\"state\":\"succeeded\"", "\"state\":\"downloading\"")
            .replaceAll("\"ended_at\":\"[^\"]*\"", "\"ended_at\":null"));
    agent = new AgentRig(folder, List.of(files.origin()));
    var flash = agent.get(DEVICE + "flash").json();
    assertThat(flash.getString("state")).isEqualTo("failed");
    assertThat(flash.isNull("ended_at")).isFalse();
    assertThat(flash.getJsonObject("error").getString("code")).isEqualTo("download_failed");
  }

  @Test
  void fullDisk_garbageAndAnUnknownHost_haveTheirCodes() throws Exception {
    agent.post(DEVICE + "connect", "{}").close();
    agent.services().faults().turnOn("disk_full", Duration.ofSeconds(60), 0);
    assertThat(agent.post(DEVICE + "flash", files.order("KL720")).code())
        .isEqualTo("agent_disk_full");
    agent.services().faults().turnOn("disk_full", Duration.ZERO, 0);
    assertThat(agent.post("media/url", "{\"url\":\"http://nowhere.invalid/cam\"}").code())
        .isEqualTo("source_unreachable");
  }

  @Test
  void viewersOfOneSize_shareOneEncoder_andTheSeventeenthIsTooMany() throws Exception {
    var camera = agent.services().cameras().get(new CameraId("cam-0"));
    List<Answer> viewers = new ArrayList<>();
    try {
      for (int i = 0; i < MOST_VIEWERS; i++) {
        Answer viewer = agent.get(STREAM);
        assertThat(viewer.status()).isEqualTo(200);
        viewers.add(viewer);
      }
      Answer more = agent.get(STREAM);
      assertThat(more.status()).isEqualTo(429);
      assertThat(more.header("Retry-After")).isNotEmpty();
      assertThat(more.code()).isEqualTo("too_many_streams");
      long before = camera.encodings();
      long began = System.nanoTime();
      for (Answer viewer : viewers) {
        readPictures(viewer, 20);
      }
      // The camera gives fifteen a second; ten are asked for, and all are sent the same ones.
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat((double) (camera.encodings() - before))
          .as("pictures encoded in %s s", seconds)
          .isLessThanOrEqualTo(10.5 * seconds + 3);
    } finally {
      viewers.forEach(Answer::close);
    }
  }

  private static void readPictures(Answer viewer, int count) throws IOException {
    byte[] delimiter = "--frame\r\n".getBytes(StandardCharsets.US_ASCII);
    int matched = 0;
    for (int seen = 0; seen < count; ) {
      int next = viewer.body().read();
      assertThat(next).isNotNegative();
      matched = next == delimiter[matched] ? matched + 1 : next == delimiter[0] ? 1 : 0;
      if (matched == delimiter.length) {
        matched = 0;
        seen++;
      }
    }
  }

  private void connectAndFlash() throws Exception {
    agent.post(DEVICE + "connect", "{}").close();
    agent.post(DEVICE + "flash", files.order("KL720")).close();
    await()
        .atMost(LIMIT)
        .until(() -> agent.get(DEVICE + "flash").json().getString("state").equals("succeeded"));
  }

  private String state() throws Exception {
    return agent.get("devices/" + ID).json().getString("state");
  }

  private void inject(String name, Duration time) {
    FaultInjection faults = agent.services().drivers().faults().orElseThrow();
    faults.inject(name, name.startsWith("camera") ? null : new DeviceId(ID), time);
  }
}
