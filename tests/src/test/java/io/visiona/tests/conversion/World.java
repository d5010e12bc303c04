package io.visiona.tests.conversion;

import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.Stack;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A server that is impatient, and its converter. */
final class World implements AutoCloseable {
  /** Bytes of a file that are too many. */
  static final int LIMIT = 1 << 20;

  final ScriptedConverter converter = new ScriptedConverter();
  final Stack stack;

  World(Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(converter.variables());
    all.put("visiona.converter.poll-interval", "200ms");
    all.put("visiona.converter.timeout", "2s");
    all.put("visiona.converter.max-upload", Integer.toString(LIMIT));
    all.putAll(variables);
    try {
      stack = Stack.allInOne(all);
    } catch (RuntimeException e) {
      converter.close();
      throw e;
    }
  }

  @Override
  public void close() {
    stack.close();
    converter.close();
  }

  /** Gives tests the one world of the run, its converter correct again. */
  static final class Shared implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      World world = context.getRoot().getStore(NAMESPACE).computeIfAbsent(World.class, type -> new World(Map.of()), World.class);
      world.converter.reset();
      return world;
    }
  }
}
