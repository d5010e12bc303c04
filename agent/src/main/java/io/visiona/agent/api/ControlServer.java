package io.visiona.agent.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.FaultInjection;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.faults.AgentFaults;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.json.JsonText;
import io.visiona.agent.logs.LogSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes orders for faults on a port of this machine. A web page cannot give them: its request would
 * have an {@code Origin}, or not be JSON.
 */
public final class ControlServer implements AutoCloseable {
  private static final int MOST_BYTES = 4096;
  private static final long DEFAULT_S = 30;
  private static final long MOST_S = 3600;
  private static final long DEFAULT_RATE = 20_000;

  private final HttpServer server;
  private final AgentServices services;

  private ControlServer(HttpServer server, AgentServices services) {
    this.server = server;
    this.services = services;
  }

  public static ControlServer start(InetSocketAddress address, AgentServices services)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    ControlServer control = new ControlServer(server, services);
    server.createContext("/faults", control::answer);
    server.start();
    return control;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status;
      String text;
      try {
        text = order(exchange);
        status = 200;
      } catch (AgentException e) {
        status = e.code().status();
        text =
            JsonFields.fields().put("code", e.code().text()).put("message", e.getMessage()).object()
                + "\n";
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", Call.JSON);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String order(HttpExchange exchange) throws AgentException, IOException {
    Set<String> names = new TreeSet<>(AgentFaults.NAMES);
    services.drivers().faults().ifPresent(faults -> names.addAll(faults.names()));
    if (exchange.getRequestMethod().equals("GET")) {
      return JsonFields.fields().put("faults", names).object() + "\n";
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    boolean json = type != null && type.startsWith("application/json");
    if (exchange.getRequestHeaders().containsKey("Origin") || !json) {
      throw new AgentException(AgentErrorCode.UNSUPPORTED_MEDIA, "Send JSON, not from a web page.");
    }
    Body body = new Body(JsonText.object(exchange.getRequestBody().readNBytes(MOST_BYTES)));
    String name = body.text("fault", 40);
    if (!names.contains(name)) {
      throw AgentException.badField("fault", "There is no such fault; there are " + names + ".");
    }
    inject(name, body);
    return JsonFields.fields().put("fault", name).object() + "\n";
  }

  private void inject(String name, Body body) throws AgentException {
    String device = body.textOrNull("device_id", 64);
    Duration time = Duration.ofSeconds(body.whole("for_s", DEFAULT_S, 0, MOST_S));
    long value = body.whole("value", 0, 0, Integer.MAX_VALUE);
    services.log().warn(LogSource.AGENT, "fault on demand: " + name, Map.of());
    if (!AgentFaults.NAMES.contains(name)) {
      injectDriver(name, device, time);
      return;
    }
    services
        .faults()
        .turnOn(name, time, name.equals("slow_link") && value == 0 ? DEFAULT_RATE : value);
    switch (name) {
      case "drop_tunnel" -> services.tunnel().drop();
      case "agent_crash" -> Runtime.getRuntime().halt(1);
      case "clock_skew" -> services.clock().skew(Duration.ofSeconds(value));
      default -> {
        // Whoever is concerned asks whether it is on.
      }
    }
  }

  private void injectDriver(String name, @Nullable String device, Duration time)
      throws AgentException {
    FaultInjection faults = services.drivers().faults().orElseThrow();
    if (device != null && !DeviceId.matches(device)) {
      throw AgentException.badField("device_id", "There is no such device.");
    }
    try {
      faults.inject(name, device == null ? null : new DeviceId(device), time);
    } catch (IllegalArgumentException e) {
      throw AgentException.badField("device_id", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
