package io.visiona.agent.http;

import io.visiona.agent.tunnel.Lingering;
import io.visiona.agent.tunnel.StreamHandler;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.util.Locale;
import org.apache.hc.core5.http.HttpException;

/**
 * What the agent serves by itself: a page that says so, and endpoints to try a tunnel with. The
 * table of paths is in the agent's README. Stateless, thread-safe.
 */
public final class BuiltInSite implements StreamHandler {
  private final BuiltInPage page;

  /** Makes the site of an agent of this version. */
  public BuiltInSite(String version) {
    this.page = new BuiltInPage(version);
  }

  @Override
  public void serve(YamuxStream stream) throws IOException, InterruptedException {
    stream.readTimeout(HttpLimits.IDLE);
    stream.writeTimeout(HttpLimits.IDLE);
    HttpConnection connection = new HttpConnection(stream.input(), stream.output(), this::answer);
    connection.serve();
    if (connection.isCutShort()) {
      Lingering.finish(stream);
    }
  }

  /** Answers one request. */
  public void answer(Exchange exchange) throws IOException, HttpException, InterruptedException {
    String path = exchange.target().path();
    switch (path) {
      case "/" -> read(exchange, page::send);
      case "/healthz" -> read(exchange, Probes::health);
      case "/headers" -> read(exchange, Probes::headers);
      case "/events" -> read(exchange, Probes::events);
      case "/ws" -> read(exchange, WebSocketEcho::serve);
      case "/echo" -> Bodies.echo(exchange);
      case "/slow" -> Probes.slow(exchange);
      case "/sink" -> sink(exchange);
      default -> parameterised(exchange, path);
    }
  }

  private static void parameterised(Exchange exchange, String path)
      throws IOException, HttpException, InterruptedException {
    if (path.startsWith("/bytes/")) {
      read(exchange, e -> Bodies.bytes(e, path.substring("/bytes/".length())));
    } else if (path.startsWith("/status/")) {
      Probes.status(exchange, path.substring("/status/".length()));
    } else {
      Problem.NOT_FOUND.send(exchange, "The demo agent has no such path.");
    }
  }

  private static void read(Exchange exchange, HttpConnection.Site then)
      throws IOException, HttpException, InterruptedException {
    switch (exchange.method().toUpperCase(Locale.ROOT)) {
      case "GET", "HEAD" -> then.answer(exchange);
      default -> Problem.METHOD_NOT_ALLOWED.send(exchange, "This path can only be read.");
    }
  }

  private static void sink(Exchange exchange) throws IOException, HttpException {
    switch (exchange.method().toUpperCase(Locale.ROOT)) {
      case "POST", "PUT" -> Bodies.sink(exchange);
      default -> Problem.METHOD_NOT_ALLOWED.send(exchange, "Send a body with POST or PUT.");
    }
  }
}
