package io.visiona.relay.http;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.shared.coding.CachedJson;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** {@code GET /relay/status}: counts and uptime; public, so no names, addresses or tokens. */
@WebServlet(urlPatterns = "/relay/status", loadOnStartup = 1)
public final class StatusServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient InMemorySessionStore store;
  private final transient RelayStats stats;
  private final transient JsonResponses answers;
  private final long startedNanos = System.nanoTime();

  @Inject
  public StatusServlet(InMemorySessionStore store, RelayStats stats, JsonResponses answers) {
    this.store = store;
    this.stats = stats;
    this.answers = answers;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RelayStats.Snapshot now = stats.snapshot(store);
    answers.json(
        response,
        HttpServletResponse.SC_OK,
        CachedJson.createObjectBuilder()
            .add("status", "ok")
            .add("uptime_seconds", Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds())
            .add("tunnels", now.tunnels())
            .add("tunnels_total", now.tunnelsTotal())
            .add("streams", now.streams())
            .add("streams_total", now.streamsTotal())
            .add("bytes_in", now.bytesIn())
            .add("bytes_out", now.bytesOut())
            .build());
  }
}
