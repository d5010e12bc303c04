package io.visiona.shared.head;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link HeadListener} before every web application of the server that does not judge heads
 * itself: health, metrics and the Admin Center, which Open Liberty brings. It is no part of an
 * application; the server takes it from a library that its configuration names (decision 50).
 */
public final class OtherApplications implements ServletContainerInitializer {
  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
      throws ServletException {
    if (!isOurs(context)) {
      context.addListener(new HeadListener());
    }
  }

  /**
   * Whether the application has {@link HeadFilter}, by its name: the class is another one there.
   */
  private static boolean isOurs(ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .anyMatch(filter -> HeadFilter.class.getName().equals(filter.getClassName()));
  }
}
