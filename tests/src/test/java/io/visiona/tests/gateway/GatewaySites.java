package io.visiona.tests.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one gateway of the run. */
final class GatewaySites implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(GatewaySites.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == GatewaySite.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE).computeIfAbsent(GatewaySite.class, type -> start(), GatewaySite.class);
  }

  private static GatewaySite start() {
    try {
      return new GatewaySite(Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
