package io.visiona.shared.container;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;

/**
 * Open Liberty's own figures of each request, which are turned off (ADR 0070): a filter around
 * every application. With {@code <monitor filter="…">} that leaves them out they are not kept, but
 * made anew for each request under one lock of the whole server; with them in, they are kept for
 * each {@code Host} that anybody sends. Liberty has a switch for the filter, and does not find its
 * own configuration for it.
 */
public final class RequestFigures {
  private static final Logger LOG = System.getLogger(RequestFigures.class.getName());
  private static final String FILTER = "io.openliberty.http.monitor.ServletFilter";
  private static final String LISTENER = "io.openliberty.http.monitor.MonitorAppStateListener";
  private static final String SWITCH = "isHTTPEnabled";

  private RequestFigures() {}

  /** Turns them off for the whole server; at the start of an application, any number of times. */
  static void turnOff(ServletContext context) {
    FilterRegistration filter = context.getFilterRegistrations().get(FILTER);
    if (filter == null) {
      return;
    }
    try {
      enabled(filter).setBoolean(null, false);
    } catch (ReflectiveOperationException | ClassCastException different) {
      LOG.log(
          Level.WARNING,
          "Open Liberty''s figures of requests could not be turned off, and cost each of them a lock"
              + " of the whole server: {0}",
          different.toString());
    }
  }

  /** Whether this server makes them. */
  public static boolean areOn(ServletContext context) throws ReflectiveOperationException {
    FilterRegistration filter = context.getFilterRegistrations().get(FILTER);
    return filter != null && enabled(filter).getBoolean(null);
  }

  private static Field enabled(FilterRegistration filter) throws ReflectiveOperationException {
    Class<?> type = (Class<?>) RawHead.call(filter, "getFilterClass");
    Field field = Class.forName(LISTENER, true, type.getClassLoader()).getDeclaredField(SWITCH);
    field.setAccessible(true);
    return field;
  }
}
