package io.visiona.api.platform.streams;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Where permissions are looked at again. Asking counts as no use of a session. Both throw {@link
 * RuntimeException} when they cannot tell. Thread-safe; calls block.
 */
public interface Permissions {

  /** Those sessions that live, each with when it ends if nobody uses it. */
  Map<String, Instant> liveSessions(Set<String> sessions);

  /** Those agents that are there. */
  Map<UUID, AgentPermission> agents(Set<UUID> agents);

  /**
   * What an agent allows now.
   *
   * @param owner subject of the person
   * @param allowProxy whether its web server may be reached
   * @param pageName the name of its own pages now; empty when they have none
   * @param pages which of its further pages may be opened
   */
  record AgentPermission(String owner, boolean allowProxy, String pageName, Set<String> pages) {
    public AgentPermission {
      pages = Set.copyOf(pages);
    }

    /** Of an agent without pages of its own. */
    public AgentPermission(String owner, boolean allowProxy) {
      this(owner, allowProxy, "", Set.of());
    }

    /** Whether a page may be opened; the first one is its web server itself. */
    public boolean allows(PageLabel page) {
      return pageName.equals(page.name())
          && (page.page().isEmpty() ? allowProxy : pages.contains(page.page()));
    }

    /** Never prints who it is. */
    @Override
    public String toString() {
      return "AgentPermission[allowProxy=" + allowProxy + "]";
    }
  }
}
