package io.visiona.incontainer;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;

/**
 * Part of the deployed test archive: takes Arquillian's own request past the application's filters,
 * which would refuse it, by a forward. The product has no hook for that.
 */
@WebListener
public final class RunnerAccess implements ServletContextListener {
  private static final String RUNNER = "/ArquillianServletRunnerEE9";

  @Override
  public void contextInitialized(ServletContextEvent event) {
    event
        .getServletContext()
        .addFilter("arquillian", new Pass())
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, RUNNER);
  }

  private static final class Pass extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      request.getRequestDispatcher(RUNNER).forward(request, response);
    }
  }
}
