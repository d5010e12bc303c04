package io.visiona.agent.target;

import io.visiona.agent.http.Problem;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * The web servers behind the agent: the first, those that answer below a path of it, and those that
 * are pages of their own. Immutable.
 */
public final class Pages {
  private static final String FIRST_PAGE = "-";

  private final @Nullable TargetProxy first;
  private final Map<String, TargetProxy> byName;
  private final Map<String, TargetProxy> byPath;

  /**
   * The servers.
   *
   * @param first null when there is none
   * @param byName pages by the name in their host
   * @param byPath servers by the path of the first one that is theirs, without a slash at its end
   */
  public Pages(
      @Nullable TargetProxy first,
      Map<String, TargetProxy> byName,
      Map<String, TargetProxy> byPath) {
    this.first = first;
    this.byName = Map.copyOf(byName);
    // Longer ones before those that they begin with.
    this.byPath = new TreeMap<>(Comparator.reverseOrder());
    this.byPath.putAll(byPath);
  }

  /** No server at all: the agent answers itself. */
  public static Pages none() {
    return new Pages(null, Map.of(), Map.of());
  }

  /** Whether a request is for a page at a host of its own, and so never for the agent's API. */
  public static boolean isForPage(ClassicHttpRequest head) {
    return head.getFirstHeader(HostHeader.PAGE) != null;
  }

  /** Whose a request is; empty when it is nobody's here. */
  public Optional<TargetProxy> of(ClassicHttpRequest head) {
    Header page = head.getFirstHeader(HostHeader.PAGE);
    if (page != null && !page.getValue().equals(FIRST_PAGE)) {
      return Optional.ofNullable(byName.get(page.getValue()));
    }
    String path = head.getRequestUri().split("\\?", 2)[0];
    for (Map.Entry<String, TargetProxy> below : byPath.entrySet()) {
      if (path.equals(below.getKey()) || path.startsWith(below.getKey() + "/")) {
        return Optional.of(below.getValue());
      }
    }
    return Optional.ofNullable(first);
  }

  /** Whether a request is for a named page, which the agent's own site never is. */
  public static boolean isForNamedPage(ClassicHttpRequest head) {
    Header page = head.getFirstHeader(HostHeader.PAGE);
    return page != null && !page.getValue().equals(FIRST_PAGE);
  }

  /** Whose what is no request is: the first server's to refuse. */
  public Optional<TargetProxy> unnamed() {
    return Optional.ofNullable(first);
  }

  /** Answers that there is no such page. */
  public static void refuse(YamuxStream stream) throws IOException {
    TargetProxy.refuse(stream, Problem.NOT_FOUND, "The agent has no such page.");
  }
}
