package io.visiona.tests.support;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one all-in-one installation of the run; what harms a server takes an installation
 * of its own instead.
 */
public final class SharedStack implements ParameterResolver {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "visiona.agents.max-per-person", "2000",
          "visiona.tunnel.max-streams", "2048",
          "visiona.forward.streams-per-agent", "2048",
          "visiona.forward.streams-per-person", "4096",
          "visiona.converter.poll-interval", "200ms",
          "visiona.standins.conversion-millis", "2000",
          // For tests that need a person whom no other test knows.
          "visiona.standins.crowd", "32");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Lasting.get(context, SharedStack.class, Stack.class, () -> Stack.lasting(VARIABLES));
  }
}
