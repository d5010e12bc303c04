package io.visiona.agent.target;

import io.visiona.agent.http.Problem;
import io.visiona.agent.tunnel.Lingering;
import io.visiona.agent.tunnel.StreamHandler;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Passes every stream as it is to a new connection to the target: the end of one side's bytes
 * becomes the end of the other's, a reset becomes a reset. Thread-safe.
 */
public final class TargetPassage implements StreamHandler {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final System.Logger LOG = System.getLogger(TargetPassage.class.getName());

  private final TargetAddress target;

  public TargetPassage(TargetAddress target) {
    this.target = target;
  }

  @Override
  public void serve(YamuxStream stream) throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      if (connected(socket)) {
        new Passage(stream, socket).run();
      } else {
        refuse(stream);
      }
    }
  }

  private boolean connected(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(target.host(), target.port()),
          Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
      return true;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "the target {0}:{1} cannot be reached: {2}",
          target.host(),
          Integer.toString(target.port()),
          e.getMessage());
      return false;
    }
  }

  private static void refuse(YamuxStream stream) throws IOException {
    Problem problem = Problem.TARGET_UNREACHABLE;
    byte[] body =
        problem
            .envelope("The agent cannot reach its web server.", null)
            .getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + problem.status()
            + " Bad Gateway\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    OutputStream out = stream.output();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    Lingering.finish(stream);
  }
}
