package io.visiona.agent.api;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.faults.AgentFaults;
import io.visiona.agent.http.Exchange;
import io.visiona.agent.http.HttpConnection;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.apache.hc.core5.http.HttpException;

/** Answers calls of the table. Thread-safe. */
public final class DeviceApi implements HttpConnection.Site {
  private static final String PREFIX = "/api/";
  private static final String PROXIED = "X-Forwarded-Prefix";

  private final AgentRouteTable table;
  private final AgentFaults faults;
  private final LogBook log;
  private final Clock clock;

  public DeviceApi(AgentRouteTable table, AgentFaults faults, LogBook log, Clock clock) {
    this.table = table;
    this.faults = faults;
    this.log = log;
    this.clock = clock;
  }

  public AgentRouteTable table() {
    return table;
  }

  /**
   * Whether a request is for this API: below {@code /api/}, and not one that somebody's browser
   * sends to the web server behind the agent, which may well have an {@code /api/} of its own.
   *
   * @param prefix the field {@code X-Forwarded-Prefix}, empty without
   */
  public static boolean isMeant(String target, String prefix) {
    return target.startsWith(PREFIX) && !prefix.endsWith("/proxy");
  }

  /** Whether this request is for this API. */
  public static boolean isMeant(Exchange exchange) {
    String prefix = exchange.header(PROXIED);
    return isMeant(exchange.target().path(), prefix == null ? "" : prefix);
  }

  @Override
  public void answer(Exchange exchange) throws IOException, HttpException, InterruptedException {
    exchange.add(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC)));
    long began = System.nanoTime();
    try {
      dispatch(exchange);
    } catch (AgentException e) {
      if (exchange.hasBegun()) {
        throw new IOException("too late to refuse: " + e.getMessage(), e);
      }
      Call.refuse(exchange, e);
      told(exchange, e.code().text(), began);
    } catch (RuntimeException e) {
      log.error(
          LogSource.HTTP, "a call hit a fault: " + e, Map.of("path", exchange.target().path()));
      System.getLogger(DeviceApi.class.getName())
          .log(System.Logger.Level.ERROR, "a call hit a fault", e);
      if (exchange.hasBegun()) {
        throw new IOException("too late to answer", e);
      }
      Call.refuse(
          exchange,
          new AgentException(AgentErrorCode.AGENT_ERROR, "The agent hit a fault of its own."));
    }
  }

  private void dispatch(Exchange exchange)
      throws AgentException, IOException, HttpException, InterruptedException {
    String path = exchange.target().path();
    switch (table.find(exchange.method(), path, faults.isOn("old_agent"))) {
      case AgentRouteTable.Found.Row row -> {
        long began = System.nanoTime();
        row.route().handler().answer(new Call(exchange, row.parameters()));
        told(exchange, "ok", began);
      }
      case AgentRouteTable.Found.OtherMethods other -> {
        exchange.add("Allow", other.allow());
        throw new AgentException(
            AgentErrorCode.METHOD_NOT_ALLOWED, "This path takes " + other.allow() + ".");
      }
      case AgentRouteTable.Found.Nothing _ ->
          throw new AgentException(
              AgentErrorCode.NO_SUCH_ENDPOINT, "This agent has no such endpoint.");
    }
  }

  private void told(Exchange exchange, String outcome, long began) {
    log.debug(
        LogSource.HTTP,
        exchange.method() + " " + exchange.target().path() + ": " + outcome,
        Map.of("took_ms", (System.nanoTime() - began) / 1_000_000));
  }
}
