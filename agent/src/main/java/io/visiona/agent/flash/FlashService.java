package io.visiona.agent.flash;

import io.visiona.agent.devices.AgentMemory;
import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.devices.InstalledModel;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.LoadedModel;
import io.visiona.agent.driver.ModelFile;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.faults.AgentFaults;
import io.visiona.agent.flash.FlashFailure.Code;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Fetches models and writes them into devices. Thread-safe. */
public final class FlashService {
  private static final long SPARE_BYTES = 16 << 20;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String FLASHES = "flashes";

  private final Devices devices;
  private final AgentEvents events;
  private final LogBook log;
  private final AgentFaults faults;
  private final Origins origins;
  private final HttpClient client;
  private final Path folder;
  private final AgentMemory memory;
  private final Clock clock;
  private final Map<DeviceId, FlashJob> jobs = new ConcurrentHashMap<>();
  private volatile boolean fileServerAnswers = true;
  private volatile Consumer<DeviceId> starter = id -> {};

  /**
   * The service.
   *
   * @param origins where files may come from
   * @param client one that follows no redirects
   * @param folder where files are while they are needed
   * @param memory what earlier runs of the agent flashed
   */
  public FlashService(
      Devices devices,
      AgentEvents events,
      LogBook log,
      AgentFaults faults,
      Origins origins,
      HttpClient client,
      Path folder,
      AgentMemory memory,
      Clock clock) {
    this.devices = devices;
    this.events = events;
    this.log = log;
    this.faults = faults;
    this.origins = origins;
    this.client = client;
    this.folder = folder;
    this.memory = memory;
    this.clock = clock;
    recall();
  }

  /** Who followed a flash when the agent was killed finds out here what became of it. */
  private void recall() {
    memory
        .recall(FLASHES)
        .forEach((device, known) -> {
          try {
            FlashJob job = FlashJob.earlier(known.asJsonObject(), clock);
            jobs.put(new DeviceId(device), job);
            memory.rememberOne(FLASHES, device, job.json());
          } catch (ClassCastException
              | NullPointerException
              | IllegalArgumentException
              | DateTimeException unreadable) {
            log.warn(LogSource.FLASH, "an earlier flash is unreadable", Map.of());
          }
        });
  }

  /** What starts inference on a device after a flash that asked for it. */
  public void startAfterBy(Consumer<DeviceId> start) {
    starter = start;
  }

  /** Whether the last download came to its end. */
  public boolean isFileServerFine() {
    return fileServerAnswers;
  }

  /** Refuses an order that this device or agent cannot carry out. */
  public void check(Device device, FlashOrder order) throws AgentException {
    if (!origins.allows(order.url())) {
      throw new AgentException(
          AgentErrorCode.URL_NOT_ALLOWED,
          "The agent was not told at pairing to fetch files from there.",
          Map.of("origin", Origins.of(order.url())));
    }
    if (!device.chip().equalsIgnoreCase(order.chip())) {
      throw new AgentException(
          AgentErrorCode.CHIP_MISMATCH,
          "The model is for another chip.",
          Map.of("device_chip", device.chip(), "model_chip", order.chip()));
    }
    if (faults.isOn("disk_full") || usableBytes() < order.sizeBytes() + SPARE_BYTES) {
      throw new AgentException(AgentErrorCode.AGENT_DISK_FULL, "The agent's disk is full.");
    }
  }

  private long usableBytes() throws AgentException {
    try {
      Files.createDirectories(folder);
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new AgentException(
          AgentErrorCode.AGENT_DISK_FULL, "The agent cannot write to its disk.");
    }
  }

  /** A flash that has its device and waits for its turn. */
  public final class Prepared {
    private final FlashJob job;
    private final FlashOrder order;
    private final Device device;
    private final OpenDevice open;

    private Prepared(FlashJob job, FlashOrder order, Device device, OpenDevice open) {
      this.job = job;
      this.order = order;
      this.device = device;
      this.open = open;
    }

    public FlashJob job() {
      return job;
    }

    /** Flashes; returns when it is over, however it went. */
    public void run() {
      job.runsOn(Thread.currentThread());
      if (job.isCancelAsked()) {
        giveUp();
      } else {
        FlashService.this.run(job, order, device, open);
      }
    }

    /** Gives the device back without having flashed it. */
    public void giveUp() {
      device.end(Device.Use.FLASH);
      job.enter(FlashState.CANCELLED);
    }
  }

  /** Begins to flash a device; it is over when the job says so. */
  public FlashJob start(DeviceId id, FlashOrder order) throws AgentException {
    Prepared prepared = prepare(id, order);
    Thread.ofVirtual().name("flash-" + id).start(prepared::run);
    return prepared.job();
  }

  /** Takes a device to flash it later. */
  public Prepared prepare(DeviceId id, FlashOrder order) throws AgentException {
    Device device = devices.get(id);
    check(device, order);
    OpenDevice open = device.begin(Device.Use.FLASH);
    FlashJob job = new FlashJob(id.value(), order, clock, this::changed);
    jobs.put(id, job);
    device.showFlash(job::json);
    changed(job);
    return new Prepared(job, order, device, open);
  }

  /** The present or last flash of a device. */
  public FlashJob job(DeviceId id) throws AgentException {
    devices.get(id);
    FlashJob job = jobs.get(id);
    if (job == null) {
      throw new AgentException(AgentErrorCode.NO_FLASH, "The device was not flashed yet.");
    }
    return job;
  }

  /** Whether any device is being flashed. */
  public boolean isBusy() {
    return jobs.values().stream().anyMatch(job -> !job.isOver());
  }

  /** Cancels a flash that does not write yet. */
  public JsonObject cancel(DeviceId id) throws AgentException, InterruptedException {
    FlashJob job = job(id);
    if (!job.cancel()) {
      throw new AgentException(
          AgentErrorCode.FLASH_NOT_CANCELLABLE,
          "What is being written must be written to its end.");
    }
    long version = -1;
    while (!job.isOver()) {
      version = job.await(version, Duration.ofSeconds(1));
    }
    return job.json();
  }

  private void changed(FlashJob job) {
    log.info(
        LogSource.FLASH,
        "flash: " + job.state().text(),
        Map.of("device_id", job.deviceId(), "flash_id", job.id()));
    memory.rememberOne(FLASHES, job.deviceId(), job.json());
    events.publish("flash", job.json());
  }

  private void run(FlashJob job, FlashOrder order, Device device, OpenDevice open) {
    Path file = folder.resolve(job.id() + ".part");
    Runnable end;
    try {
      end = outcome(job, order, device, open, file);
    } finally {
      forget(file);
    }
    // Who sees that it is over finds nothing half on the disk, and the device free.
    device.end(Device.Use.FLASH);
    end.run();
    if (job.isSucceeded() && order.startAfter()) {
      starter.accept(device.id());
    }
  }

  /** Flashes; how the job is to end. */
  private Runnable outcome(
      FlashJob job, FlashOrder order, Device device, OpenDevice open, Path file) {
    try {
      fetch(job, order, file);
      write(job, order, device, open, file);
      return () -> job.enter(FlashState.SUCCEEDED);
    } catch (InterruptedException e) {
      return () -> {
        job.enter(FlashState.CANCELLED);
        if (!job.isCancelAsked()) {
          Thread.currentThread().interrupt();
        }
      };
    } catch (FlashFailure e) {
      return () -> job.failed(e.code().text(), String.valueOf(e.getMessage()), e.code().remedy());
    } catch (IOException e) {
      log.error(LogSource.FLASH, "the download cannot be kept: " + e.getMessage(), Map.of());
      return () ->
          job.failed(
              Code.DOWNLOAD_FAILED.text(),
              "The file cannot be kept on the agent's disk.",
              Code.DOWNLOAD_FAILED.remedy());
    }
  }

  private void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn(LogSource.FLASH, "a download is left over: " + e.getMessage(), Map.of());
    }
  }

  private void fetch(FlashJob job, FlashOrder order, Path file)
      throws FlashFailure, IOException, InterruptedException {
    job.enter(FlashState.DOWNLOADING);
    Files.createDirectories(folder);
    Download download =
        new Download(
            client,
            order.url(),
            order.token(),
            order.sizeBytes(),
            file,
            FIRST_PAUSE,
            () -> faults.value("slow_link"));
    if (order.sizeBytes() == 0) {
      throw new FlashFailure(Code.NOT_A_MODEL, "There is nothing in the file.");
    }
    try {
      download.fetch(job::moved);
      fileServerAnswers = true;
    } catch (FlashFailure e) {
      fileServerAnswers = e.code() != Code.DOWNLOAD_FAILED;
      throw e;
    }
    job.enter(FlashState.VERIFYING);
    String sha256 = sha256(file, job);
    if (!sha256.equals(order.sha256()) || faults.take("flash_checksum")) {
      throw new FlashFailure(
          Code.CHECKSUM_MISMATCH, "The file that came is not the file of the model.");
    }
  }

  private static String sha256(Path file, FlashJob job) throws IOException, InterruptedException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      long done = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        digest.update(buffer, 0, count);
        done += count;
        job.moved(done);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void write(FlashJob job, FlashOrder order, Device device, OpenDevice open, Path file)
      throws FlashFailure, InterruptedException {
    if (!job.enter(FlashState.WRITING)) {
      throw new InterruptedException("cancelled");
    }
    ModelFile model =
        new ModelFile(
            file,
            order.sizeBytes(),
            order.sha256(),
            order.chip(),
            order.task(),
            order.labels(),
            order.inputWidth(),
            order.inputHeight());
    try {
      LoadedModel loaded = open.load(model, new FlashProgress(job, device));
      devices.holds(
          device, new InstalledModel(order.modelId(), order.name(), loaded, clock.instant()));
    } catch (DriverException e) {
      devices.holds(device, null);
      FlashFailure failure = new FlashFailure(code(job, e), e.getMessage());
      if (!isAboutTheModel(e)) {
        devices.fail(device, e);
      }
      throw failure;
    }
  }

  private static boolean isAboutTheModel(DriverException e) {
    return e.code() == DriverException.Code.INVALID_MODEL
        || e.code() == DriverException.Code.CHIP_MISMATCH;
  }

  private static Code code(FlashJob job, DriverException e) {
    if (e.code() == DriverException.Code.DEVICE_REMOVED) {
      return Code.DEVICE_REMOVED;
    }
    if (job.state() == FlashState.CHECKING) {
      return Code.CHECK_FAILED;
    }
    return isAboutTheModel(e) ? Code.NOT_A_MODEL : Code.WRITE_FAILED;
  }
}
