package io.visiona.agent.api;

import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.Body;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogLevel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be subscribed to.
 *
 * @param name metrics, results, summary or logs
 * @param device whose results; null for others
 * @param cluster whose results; null for others
 * @param perSecond most results a second
 * @param everyMs pace of metrics
 * @param level lowest of logs
 * @param tail lines of the past
 */
record Topic(
    String name,
    @Nullable DeviceId device,
    @Nullable String cluster,
    int perSecond,
    int everyMs,
    LogLevel level,
    int tail) {
  static Topic read(Body data) throws AgentException {
    String name = data.text("topic", 40);
    return switch (name) {
      case "metrics", "logs" -> read(name, null, null, data);
      case "results", "summary" -> ofSession(name, data);
      default -> throw new AgentException(AgentErrorCode.BAD_MESSAGE, "There is no such topic.");
    };
  }

  private static Topic ofSession(String name, Body data) throws AgentException {
    String device = data.textOrNull("device_id", 64);
    String cluster = data.textOrNull("cluster_id", 64);
    boolean valid = device == null || DeviceId.matches(device);
    if ((device == null) == (cluster == null) || !valid) {
      throw AgentException.badField("device_id", "Name a device_id or a cluster_id.");
    }
    return read(name, device == null ? null : new DeviceId(device), cluster, data);
  }

  private static Topic read(
      String name, @Nullable DeviceId device, @Nullable String cluster, Body data)
      throws AgentException {
    String level = data.textOrNull("level", 10);
    return new Topic(
        name,
        device,
        cluster,
        (int) data.whole("max_fps", 15, 1, 60),
        (int) data.whole("every_ms", 1000, 250, 60_000),
        level == null ? LogLevel.INFO : level(level),
        (int) data.whole("tail", 200, 0, LogBook.CAPACITY));
  }

  private static LogLevel level(String text) throws AgentException {
    for (LogLevel level : LogLevel.values()) {
      if (level.text().equals(text.toLowerCase(Locale.ROOT))) {
        return level;
      }
    }
    throw AgentException.badField("level", "There is no such level.");
  }

  /** The topic without wishes: what tells subscriptions apart. */
  Topic bare() {
    return new Topic(name, device, cluster, 0, 0, LogLevel.INFO, 0);
  }
}
