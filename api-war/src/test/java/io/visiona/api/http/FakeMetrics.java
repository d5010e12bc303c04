package io.visiona.api.http;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** A registry that remembers counters and gauges; timers count how often they were updated. */
public final class FakeMetrics {
  private final Map<MetricID, Object> metrics = new TreeMap<>();

  /** The registry that code under test is given. */
  public MetricRegistry registry() {
    return proxy(
        MetricRegistry.class,
        (_, method, arguments) ->
            switch (method.getName()) {
              case "counter" -> metrics.computeIfAbsent(id(arguments), _ -> counter(Counter.class));
              case "timer" -> metrics.computeIfAbsent(id(arguments), _ -> counter(Timer.class));
              case "gauge" -> {
                metrics.put(id(arguments), gauge(arguments[1], arguments[2]));
                yield null;
              }
              case "remove" -> metrics.remove(arguments[0]) != null;
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  /** The values by name and tags, as {@code name{tag="value"}}; without those that are nought. */
  public Map<String, Long> values() {
    Map<String, Long> values = new TreeMap<>();
    metrics.forEach((id, metric) -> {
      long value = ((Value) metric).now();
      if (value != 0) {
        values.put(text(id), value);
      }
    });
    return values;
  }

  /** How many metrics there are. */
  public int size() {
    return metrics.size();
  }

  private static String text(MetricID id) {
    StringBuilder text = new StringBuilder(id.getName());
    id.getTags().forEach((tag, value) -> text.append("{%s=\"%s\"}".formatted(tag, value)));
    return text.toString();
  }

  private static MetricID id(Object[] arguments) {
    String name = ((Metadata) arguments[0]).getName();
    return arguments[arguments.length - 1] instanceof Tag[] tags
        ? new MetricID(name, tags)
        : new MetricID(name);
  }

  /** What all of them can tell. */
  private interface Value {
    long now();
  }

  private static Object counter(Class<?> kind) {
    AtomicLong count = new AtomicLong();
    return Proxy.newProxyInstance(
        FakeMetrics.class.getClassLoader(),
        new Class<?>[] {kind, Value.class},
        (_, method, arguments) -> {
          switch (method.getName()) {
            case "inc" -> count.addAndGet(arguments == null ? 1 : (Long) arguments[0]);
            case "update" -> count.incrementAndGet();
            case "now" -> {
              return count.get();
            }
            default -> throw new UnsupportedOperationException(method.getName());
          }
          return null;
        });
  }

  @SuppressWarnings("unchecked") // of the object that it is registered with
  private static Value gauge(Object of, Object figure) {
    return () -> ((Function<Object, Number>) figure).apply(of).longValue();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
