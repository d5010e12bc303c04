package io.visiona.agent.api;

import static io.visiona.agent.api.AgentRoute.route;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.flash.FlashService;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogFilter;
import io.visiona.agent.logs.LogLevel;
import io.visiona.agent.logs.LogLine;
import io.visiona.agent.logs.LogSource;
import io.visiona.agent.metrics.Health;
import io.visiona.agent.metrics.Metrics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/** The rows of the agent and its machine. */
final class SystemRoutes {
  private static final int MOST_POINTS = 720;
  private static final int MOST_TEXT = 100;
  private static final int DOWNTIME_S = 8;
  private static final int HOST_DOWNTIME_S = 90;

  private final AgentInfo info;
  private final Health health;
  private final Metrics metrics;
  private final LogBook log;
  private final FlashService flashes;
  private final Restart restart;

  SystemRoutes(
      AgentInfo info,
      Health health,
      Metrics metrics,
      LogBook log,
      FlashService flashes,
      Restart restart) {
    this.info = info;
    this.health = health;
    this.metrics = metrics;
    this.log = log;
    this.flashes = flashes;
    this.restart = restart;
  }

  List<AgentRoute> rows() {
    return List.of(
        route("GET", "system/info", RouteKind.JSON, call -> call.json(info.json())),
        route("GET", "system/health", RouteKind.JSON, call -> call.json(health.json())),
        route("GET", "system/metrics", RouteKind.JSON, this::metrics),
        route("GET", "system/logs", RouteKind.SSE, this::logs),
        route("POST", "system/restart", RouteKind.JSON, this::restart));
  }

  private void metrics(Call call) throws AgentException, IOException, HttpException {
    int window = (int) call.query("window_s", 300, 0, 3600);
    int step = (int) call.query("step_s", 5, 1, 60);
    if (window / step > MOST_POINTS) {
      throw AgentException.outOfRange("step_s", (window + MOST_POINTS - 1) / MOST_POINTS, 60);
    }
    call.json(metrics.json(window, step));
  }

  private void logs(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    LogLevel level = call.queryChoice("level", LogLevel.class);
    LogSource source = call.queryChoice("source", LogSource.class);
    String text = call.query("q");
    if (text != null && text.length() > MOST_TEXT) {
      throw AgentException.badField("q", "q has at most " + MOST_TEXT + " characters.");
    }
    long tail = call.query("tail", 200, 0, LogBook.CAPACITY);
    boolean follow = call.queryFlag("follow", true);
    LogFilter filter = new LogFilter(level == null ? LogLevel.INFO : level, source, text);
    Long resumed = lastEventId(call);
    try (SseStream events = SseStream.begin(call)) {
      send(events, filter, resumed, tail, follow);
    }
  }

  private static @Nullable Long lastEventId(Call call) throws AgentException {
    String text = call.exchange().header("Last-Event-ID");
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw AgentException.badField("Last-Event-ID", "Last-Event-ID is a number.");
    }
  }

  private void send(
      SseStream events, LogFilter filter, @Nullable Long resumed, long tail, boolean follow)
      throws IOException, InterruptedException {
    LogBook.Page page = log.after(resumed == null ? 0 : resumed, java.time.Duration.ZERO);
    List<LogLine> first = page.lines().stream().filter(filter::wants).toList();
    if (resumed == null) {
      first = first.subList((int) Math.max(0, first.size() - tail), first.size());
    } else {
      gap(events, page.lost());
    }
    for (LogLine line : first) {
      events.event("log", line.seq(), line.json());
    }
    while (follow) {
      page = log.after(page.upTo(), SseStream.QUIET);
      gap(events, page.lost());
      boolean quiet = true;
      for (LogLine line : page.lines()) {
        if (filter.wants(line)) {
          events.event("log", line.seq(), line.json());
          quiet = false;
        }
      }
      if (quiet && page.lines().isEmpty()) {
        events.keepAlive();
      }
    }
    events.event("end", JsonFields.fields().object());
  }

  private static void gap(SseStream events, long lost) throws IOException {
    if (lost > 0) {
      events.event("gap", JsonFields.fields().put("dropped", lost).object());
    }
  }

  private void restart(Call call) throws AgentException, IOException, HttpException {
    Body body = call.body();
    String target = body.text("target", 10);
    String reason = body.textOrNull("reason", 200);
    boolean force = body.flag("force", false);
    boolean host = target.equals("host");
    if (!host && !target.equals("agent")) {
      throw AgentException.badField("target", "target is agent or host.");
    }
    if (host && !restart.isHostAllowed()) {
      throw new AgentException(
          AgentErrorCode.RESTART_NOT_ALLOWED,
          "The machine may be restarted only when the agent runs with --allow-host-restart.");
    }
    if (flashes.isBusy() && !force) {
      throw new AgentException(
          AgentErrorCode.DEVICE_BUSY, "A device is being flashed.", Map.of("busy_with", "flash"));
    }
    log.warn(
        LogSource.AGENT,
        "restart of the " + target + " was asked for",
        Map.of("reason", reason == null ? "" : reason));
    call.json(
        202,
        JsonFields.fields()
            .put("target", target)
            .put("expected_downtime_s", host ? HOST_DOWNTIME_S : DOWNTIME_S)
            .object());
    call.exchange().flush();
    restart.ask(host);
  }
}
