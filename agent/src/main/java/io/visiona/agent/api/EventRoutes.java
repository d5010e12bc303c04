package io.visiona.agent.api;

import static io.visiona.agent.api.AgentRoute.route;

import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.http.WebSocketChannel;
import java.io.IOException;
import java.util.List;
import org.apache.hc.core5.http.HttpException;

/** The row of the events' WebSocket. */
final class EventRoutes {
  private static final int MOST_MESSAGE_BYTES = 4 * 1024;

  private final EventSources sources;

  EventRoutes(EventSources sources) {
    this.sources = sources;
  }

  List<AgentRoute> rows() {
    return List.of(route("GET", "events", RouteKind.WEBSOCKET, this::events));
  }

  private void events(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    WebSocketChannel channel = WebSocketChannel.accept(call.exchange(), MOST_MESSAGE_BYTES);
    if (channel == null) {
      throw new AgentException(
          AgentErrorCode.BAD_REQUEST, "Connect to this path with a WebSocket.");
    }
    new EventSocket(channel, sources).serve();
  }
}
