package io.visiona.agent.api;

import io.visiona.agent.cameras.Cameras;
import io.visiona.agent.clusters.ClusterService;
import io.visiona.agent.devices.AgentMemory;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverProvider;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.faults.AgentClock;
import io.visiona.agent.faults.AgentFaults;
import io.visiona.agent.flash.FlashService;
import io.visiona.agent.flash.Origins;
import io.visiona.agent.inference.InferenceService;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.inference.SinglePictures;
import io.visiona.agent.json.Body;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogBookHandler;
import io.visiona.agent.logs.LogSource;
import io.visiona.agent.media.MediaService;
import io.visiona.agent.media.MediaStore;
import io.visiona.agent.metrics.Health;
import io.visiona.agent.metrics.Metrics;
import io.visiona.agent.metrics.TunnelStats;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that serves the API, put together; closing it ends all of it. Thread-safe. */
public final class AgentServices implements AutoCloseable {
  private static final Duration FIRST_SCAN = Duration.ofSeconds(3);

  /**
   * What an agent is made of.
   *
   * @param name what its owner calls it
   * @param version of the agent
   * @param driver what drives its devices
   * @param deviceNames the value of {@code --devices}
   * @param folder where it keeps its files
   * @param origins where files may be fetched from
   * @param client one that follows no redirects
   * @param everyAddress whether cameras may be at addresses of this machine and its link
   * @param restart how it is restarted
   */
  public record Parts(
      String name,
      String version,
      DriverProvider driver,
      List<String> deviceNames,
      Path folder,
      Origins origins,
      HttpClient client,
      boolean everyAddress,
      Restart restart) {
    public Parts {
      deviceNames = List.copyOf(deviceNames);
    }
  }

  private final AgentClock clock = new AgentClock();
  private final AgentFaults faults = new AgentFaults();
  private final AgentEvents events = new AgentEvents();
  private final LogBook log = new LogBook(clock);
  private final TunnelStats tunnel = new TunnelStats(clock);
  private final LogBookHandler logHandler;
  private final DriverProvider.Drivers drivers;
  private final Devices devices;
  private final Cameras cameras;
  private final InferenceService inference;
  private final FlashService flashes;
  private final ClusterService clusters;
  private final MediaStore store;
  private final MediaService media;
  private final Metrics metrics;
  private final Health health;
  private final DeviceApi api;

  /**
   * Opens the driver and puts the services together.
   *
   * @throws IOException when the folder cannot be used
   * @throws IllegalArgumentException when the driver cannot do with its options
   */
  public AgentServices(Parts parts) throws IOException {
    Path folder = parts.folder();
    Files.createDirectories(folder);
    clear(folder.resolve("downloads"));
    drivers =
        parts
            .driver()
            .open(
                new DriverProvider.Options(
                    parts.deviceNames(), folder.resolve(parts.driver().name()), clock));
    logHandler = LogBookHandler.attach(log);
    AgentMemory memory = new AgentMemory(folder.resolve("devices.json"));
    devices = new Devices(drivers.devices(), events, log, memory, clock);
    cameras = new Cameras(drivers.cameras(), events, log, clock);
    inference = new InferenceService(devices, cameras, events, log, memory, clock);
    flashes =
        new FlashService(
            devices,
            events,
            log,
            faults,
            parts.origins(),
            parts.client(),
            folder.resolve("downloads"),
            memory,
            clock);
    flashes.startAfterBy(this::startAfterFlash);
    clusters = new ClusterService(devices, inference, flashes, events, log, memory, clock);
    store = new MediaStore(folder.resolve("media"), faults);
    media =
        new MediaService(
            cameras,
            new SinglePictures(devices, clock),
            events,
            store,
            parts.everyAddress(),
            clock);
    metrics = new Metrics(devices, inference, tunnel, log, folder, clock);
    health = new Health(devices, cameras, events, faults, flashes::isFileServerFine, folder, clock);
    api = new DeviceApi(new AgentRouteTable(rows(parts)), faults, log, clock);
  }

  /** What an agent that was killed left behind. */
  private static void clear(Path downloads) throws IOException {
    Files.createDirectories(downloads);
    try (var files = Files.newDirectoryStream(downloads)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<AgentRoute> rows(Parts parts) {
    AgentInfo info =
        new AgentInfo(parts.name(), parts.version(), clock.instant(), drivers.devices().info());
    EventSources sources =
        new EventSources(
            info,
            events,
            devices,
            cameras,
            clusters::all,
            this::session,
            health,
            metrics,
            log,
            clock);
    List<AgentRoute> rows = new ArrayList<>();
    rows.addAll(new SystemRoutes(info, health, metrics, log, flashes, parts.restart()).rows());
    rows.addAll(new DeviceRoutes(devices, flashes, inference).rows());
    rows.addAll(new CameraRoutes(cameras, inference).rows());
    rows.addAll(new MediaRoutes(media, store, clusters).rows());
    rows.addAll(new ClusterRoutes(clusters).rows());
    rows.addAll(new EventRoutes(sources).rows());
    return rows;
  }

  private @Nullable InferenceSession session(@Nullable DeviceId device, @Nullable String cluster) {
    if (device != null) {
      return inference.session(device);
    }
    return cluster == null ? null : clusters.find(cluster);
  }

  private void startAfterFlash(DeviceId id) {
    try {
      inference.start(id, new Body(JsonValue.EMPTY_JSON_OBJECT));
    } catch (AgentException e) {
      log.warn(
          LogSource.INFERENCE,
          "inference does not start after the flash: " + e.getMessage(),
          Map.of("device_id", id.value(), "code", e.code().text()));
    }
  }

  /**
   * Looks for devices and begins to measure; returns when the devices are known.
   *
   * @param resume whether what ran before is started again
   */
  public void start(boolean resume) throws InterruptedException {
    metrics.start();
    health.start();
    try {
      devices.scan(FIRST_SCAN);
    } catch (AgentException e) {
      log.error(LogSource.DRIVER, e.getMessage(), Map.of("code", e.code().text()));
    }
    clusters.restore(resume);
    if (resume) {
      inference.resume();
    }
  }

  public DeviceApi api() {
    return api;
  }

  public AgentFaults faults() {
    return faults;
  }

  public AgentClock clock() {
    return clock;
  }

  public DriverProvider.Drivers drivers() {
    return drivers;
  }

  public TunnelStats tunnel() {
    return tunnel;
  }

  public LogBook log() {
    return log;
  }

  public Devices devices() {
    return devices;
  }

  public Cameras cameras() {
    return cameras;
  }

  @Override
  public void close() {
    media.close();
    clusters.close();
    inference.close();
    health.close();
    metrics.close();
    cameras.close();
    devices.close();
    logHandler.close();
  }
}
