package io.visiona.tests.gateway;

import io.visiona.tests.support.Lasting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one gateway of the run. */
final class GatewaySites implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == GatewaySite.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return Lasting.get(context, GatewaySite.class, GatewaySite.class, GatewaySites::start);
  }

  private static GatewaySite start() {
    try {
      return new GatewaySite(Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
