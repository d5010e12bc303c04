package io.visiona.launch.reload;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs one test class, or one method of it ({@code package.Class#method}), and says how it went.
 */
final class OneTest {
  private static final int NOTHING_RAN = 2;

  private OneTest() {}

  public static void main(String[] arguments) throws ClassNotFoundException {
    String name = arguments[0];
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    Launcher launcher = LauncherFactory.create();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selectors(name)).build(), listener);
    TestExecutionSummary summary = listener.getSummary();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    summary.printFailuresTo(out);
    out.printf(
        "%s: %d passed, %d failed, %d skipped, %d ms%n",
        name,
        summary.getTestsSucceededCount(),
        summary.getTotalFailureCount(),
        summary.getTestsSkippedCount(),
        summary.getTimeFinished() - summary.getTimeStarted());
    if (summary.getTotalFailureCount() > 0) {
      System.exit(1);
    }
    System.exit(summary.getTestsFoundCount() == 0 ? NOTHING_RAN : 0);
  }

  /** A method is named without its parameters, which the launcher would take for having none. */
  private static List<? extends DiscoverySelector> selectors(String name)
      throws ClassNotFoundException {
    int hash = name.indexOf('#');
    if (hash < 0) {
      return List.of(DiscoverySelectors.selectClass(name));
    }
    Class<?> type = Class.forName(name.substring(0, hash));
    return ReflectionSupport.findMethods(
            type,
            method -> method.getName().equals(name.substring(hash + 1)),
            HierarchyTraversalMode.TOP_DOWN)
        .stream()
        .map(method -> DiscoverySelectors.selectMethod(type, method))
        .toList();
  }
}
