package io.visiona.tests.support;

import io.visiona.launch.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one installation of the run whose API and relay are servers of their own,
 * impatient ones with operators. Tests may stop or kill either server; the next test finds both
 * running.
 */
public final class SplitStack implements ParameterResolver {
  /** Of the operator {@code admin}, who may do everything. */
  public static final String ADMIN_PASSWORD = "made-up-for-the-test-1";

  /** Of the operator {@code reader}. */
  public static final String READER_PASSWORD = "made-up-for-the-test-2";

  /** How many requests an agent may have at once. */
  public static final int STREAMS_PER_AGENT = 4;

  /** Of both servers. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "visiona.api.drain-timeout", "5s",
          "visiona.tunnel.drain-timeout", "1s",
          "visiona.tunnel.websocket", "jakarta",
          "visiona.forward.response-headers-timeout", "2s",
          "visiona.forward.stream-open-timeout", "2s",
          "visiona.forward.streams-per-agent", Integer.toString(STREAMS_PER_AGENT));

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "VISIONA_ADMIN_PASSWORD",
          ADMIN_PASSWORD,
          "VISIONA_ADMIN_READER_PASSWORD",
          READER_PASSWORD,
          "VISIONA_DB_PASSWORD",
          "");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Stack stack = Lasting.get(context, SplitStack.class, Stack.class, SplitStack::start);
    revive(stack.relayServer());
    revive(stack.apiServer());
    stack.relayServer().awaitReady();
    stack.apiServer().awaitReady();
    return stack;
  }

  private static Stack start() {
    Path routes = routes();
    Map<String, String> api = new TreeMap<>(VARIABLES);
    api.put("visiona.gateway.routes", routes.toString());
    setRoutes("");
    return Stack.split(ports -> VARIABLES, ports -> api, ENVIRONMENT, "/health/ready");
  }

  /**
   * Gives the API's gateway these routes, lines of YAML, in place of those it had; it has none at
   * first. It takes note of them within 2 s.
   */
  public static void setRoutes(String lines) {
    try {
      Files.createDirectories(routes().getParent());
      Files.writeString(routes(), lines.isEmpty() ? "routes: []\n" : "routes:\n" + lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path routes() {
    return Path.of("target", "stacks", "split-routes.yaml").toAbsolutePath();
  }

  private static void revive(ServerProcess server) {
    if (!server.isAlive()) {
      server.restart();
    }
  }
}
