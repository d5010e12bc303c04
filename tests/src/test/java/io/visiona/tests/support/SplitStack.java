package io.visiona.tests.support;

import io.visiona.launch.ServerProcess;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one installation of the run whose API and relay are servers of their own, impatient ones with operators. Tests may stop
 * or kill either server; the next test finds both running.
 */
public final class SplitStack implements ParameterResolver {
  /** Of the operator {@code admin}, who may do everything. */
  public static final String ADMIN_PASSWORD = "made-up-for-the-test-1";

  /** Of the operator {@code reader}. */
  public static final String READER_PASSWORD = "made-up-for-the-test-2";

  /** How many requests an agent may have at once. */
  public static final int STREAMS_PER_AGENT = 4;

  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SplitStack.class);

  private static final Map<String, String> VARIABLES =
      Map.of(
          "visiona.api.drain-timeout", "5s",
          "visiona.tunnel.drain-timeout", "1s",
          "visiona.forward.response-headers-timeout", "2s",
          "visiona.forward.stream-open-timeout", "2s",
          "visiona.forward.streams-per-agent", Integer.toString(STREAMS_PER_AGENT));

  private static final Map<String, String> ENVIRONMENT =
      Map.of("VISIONA_ADMIN_PASSWORD", ADMIN_PASSWORD, "VISIONA_ADMIN_READER_PASSWORD", READER_PASSWORD, "VISIONA_DB_PASSWORD", "");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Stack stack =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(
                Stack.class, type -> Stack.split(ports -> VARIABLES, ports -> VARIABLES, ENVIRONMENT, "/health/ready"), Stack.class);
    revive(stack.relayServer());
    revive(stack.apiServer());
    stack.relayServer().awaitReady();
    stack.apiServer().awaitReady();
    return stack;
  }

  private static void revive(ServerProcess server) {
    if (!server.isAlive()) {
      server.restart();
    }
  }
}
