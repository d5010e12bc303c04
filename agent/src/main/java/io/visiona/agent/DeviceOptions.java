package io.visiona.agent;

import io.visiona.agent.driver.DriverProvider;
import io.visiona.agent.flash.Origins;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code run} that are about devices. */
final class DeviceOptions {
  @Option(
      names = "--driver",
      paramLabel = "NAME",
      defaultValue = "${env:VISIONA_AGENT_DRIVER:-simulated}",
      description = "What drives the devices. Default: simulated.")
  String driver;

  @Option(
      names = "--devices",
      paramLabel = "LIST",
      split = ",",
      description = {
        "Devices of the simulated driver, such as kl520-00a1,kl720-00b2 (the default)."
      })
  @Nullable List<String> devices;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Directory for names of devices, downloads and uploads.",
        "Default: beside the state file, named like it with .data."
      })
  @Nullable Path data;

  @Option(
      names = "--resume",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Start inference again that ran when the agent ended. Default: yes.")
  boolean resume;

  @Option(
      names = "--file-origin",
      paramLabel = "URL",
      description = "Fetch model files from this server too, beside those told at pairing.")
  @Nullable List<String> fileOrigins;

  @Option(
      names = "--allow-local-sources",
      description = "Let cameras be at addresses of this machine and its link too.")
  boolean allowLocalSources;

  @Option(
      names = "--allow-host-restart",
      description = "Let the owner restart this machine from afar.")
  boolean allowHostRestart;

  @Option(
      names = "--control",
      paramLabel = "HOST:PORT",
      description = {
        "Listen there for faults on demand, for demonstrations and tests.",
        "Loopback only; never reachable through the tunnel."
      })
  @Nullable String control;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  DeviceOptions() {}

  /**
   * The driver that was asked for.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  DriverProvider provider() {
    List<String> names = new ArrayList<>();
    for (DriverProvider provider : ServiceLoader.load(DriverProvider.class)) {
      if (provider.name().equals(driver)) {
        return provider;
      }
      names.add(provider.name());
    }
    throw new IllegalArgumentException("--driver: there is no such driver; there is " + names);
  }

  List<String> deviceNames() {
    List<String> given = devices;
    return given == null ? List.of() : given;
  }

  Path folder(Path state) {
    Path given = data;
    if (given != null) {
      return given.toAbsolutePath();
    }
    String name = String.valueOf(state.getFileName());
    return state.resolveSibling(name.replaceAll("\\.json$", "") + ".data");
  }

  /** Where files may be fetched from. */
  Origins origins(List<String> toldAtPairing) {
    List<String> all = new ArrayList<>(toldAtPairing);
    List<String> more = fileOrigins;
    if (more != null) {
      all.addAll(more);
    }
    return new Origins(all);
  }

  /**
   * Where to listen for faults; null without.
   *
   * @throws IllegalArgumentException when it is not an address of loopback
   */
  @Nullable InetSocketAddress controlAddress() {
    String given = control;
    if (given == null) {
      return null;
    }
    int colon = given.lastIndexOf(':');
    try {
      InetSocketAddress address =
          new InetSocketAddress(
              given.substring(0, Math.max(0, colon)), Integer.parseInt(given.substring(colon + 1)));
      if (!address.isUnresolved() && address.getAddress().isLoopbackAddress()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--control is HOST:PORT, such as 127.0.0.1:3999", e);
    }
    throw new IllegalArgumentException("--control listens on loopback only");
  }
}
