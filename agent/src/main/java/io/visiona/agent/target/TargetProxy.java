package io.visiona.agent.target;

import io.visiona.agent.http.Problem;
import io.visiona.agent.tunnel.Lingering;
import io.visiona.agent.tunnel.StreamHandler;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Passes every stream to a new connection to the target: the end of one side's bytes becomes the
 * end of the other's, a reset becomes a reset, and only the fields that name the target's host are
 * changed. Thread-safe.
 */
public final class TargetProxy implements StreamHandler {
  private static final System.Logger LOG = System.getLogger(TargetProxy.class.getName());

  private final TargetAddress target;
  private final HostHeader host;

  /** Asks the target for itself; for a page, for what the browser called it. */
  public TargetProxy(TargetAddress target) {
    this.target = target;
    this.host = new HostHeader(target.authority(), target.scheme(), true);
  }

  /** Asks the target for itself, whatever the browser called it. */
  public static TargetProxy byOwnName(TargetAddress target) {
    return new TargetProxy(target, target.authority());
  }

  /**
   * Asks the target for a site of another name.
   *
   * @param host value of the {@code Host} field
   * @throws IllegalArgumentException when that is no host with an optional port
   */
  public TargetProxy(TargetAddress target, String host) {
    this.target = target;
    this.host = new HostHeader(host, target.scheme(), false);
  }

  @Override
  public void serve(YamuxStream stream) throws IOException, InterruptedException {
    serve(stream, stream.input());
  }

  /** Serves a stream of which something was read already; {@code input} has that and the rest. */
  public void serve(YamuxStream stream, InputStream input)
      throws IOException, InterruptedException {
    try (TargetConnection connection = connected()) {
      if (connection == null) {
        refuse(stream, Problem.TARGET_UNREACHABLE, "The agent cannot reach its web server.");
      } else {
        new StreamBridge(stream, input, connection, host).run();
      }
    }
  }

  private @Nullable TargetConnection connected() {
    try {
      return TargetConnector.connect(target);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the target {0} cannot be reached: {1}", target, e.getMessage());
      return null;
    }
  }

  static void refuse(YamuxStream stream, Problem problem, String message) throws IOException {
    byte[] body = problem.envelope(message, null).getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + problem.status()
            + (problem == Problem.NOT_FOUND ? " Not Found" : " Bad Gateway")
            + "\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    OutputStream out = stream.output();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    Lingering.finish(stream);
  }
}
