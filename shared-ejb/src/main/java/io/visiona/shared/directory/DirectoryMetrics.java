package io.visiona.shared.directory;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * {@code visiona_directory_seconds} by kind of command. The buckets stand in each application's
 * {@code microprofile-config.properties}. All kinds are there from the start; to be made by a
 * thread of the application, where those buckets are found. Thread-safe.
 */
public final class DirectoryMetrics implements DirectoryTimes {
  private final Map<DirectoryCommand, Timer> timers = new EnumMap<>(DirectoryCommand.class);

  public DirectoryMetrics(MetricRegistry registry) {
    Metadata metadata =
        Metadata.builder()
            .withName("visiona_directory")
            .withDescription("Commands to the directory of tunnels in Redis, failed ones included")
            .build();
    for (DirectoryCommand command : DirectoryCommand.values()) {
      timers.put(command, registry.timer(metadata, new Tag("command", command.tag())));
    }
  }

  @Override
  public void took(DirectoryCommand command, long nanos) {
    Timer timer = timers.get(command);
    if (timer != null) {
      timer.update(Duration.ofNanos(nanos));
    }
  }
}
