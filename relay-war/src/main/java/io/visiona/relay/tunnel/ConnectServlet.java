package io.visiona.relay.tunnel;

import io.visiona.relay.http.Answers;
import io.visiona.relay.sessions.Peer;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * {@code GET /tunnel/connect}. While the API is asked about the credential no thread is held; the request then comes back here
 * with the verdict and becomes a WebSocket or is answered.
 *
 * <p>A request that went async can no longer be upgraded to a raw stream on Open Liberty (its upgrade looks for something that
 * only the first dispatch's thread has). So a few requests at a time wait on their thread, briefly; who finds those places taken
 * comes back later, and the server always has threads left with which the API can answer.
 */
@WebServlet(urlPatterns = "/tunnel/connect", asyncSupported = true)
public final class ConnectServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(ConnectServlet.class.getName());
  private static final String VERDICT = Verdict.class.getName();
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);
  private static final int MOST_WAITING = 8;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final transient Gate gate;
  private final transient Tunnels tunnels;
  private final transient Answers answers;
  private final transient Semaphore waiting = new Semaphore(MOST_WAITING);

  @Inject
  public ConnectServlet(Gate gate, Tunnels tunnels, Answers answers) {
    this.gate = gate;
    this.tunnels = tunnels;
    this.answers = answers;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!"GET".equals(request.getMethod())) {
      response.setHeader("Allow", "GET");
      answers.error(request, response, ErrorCode.METHOD_NOT_ALLOWED);
    } else if (request.getAttribute(VERDICT) instanceof Verdict verdict) {
      carryOut(verdict, request, response);
    } else {
      judge(request, response);
    }
  }

  private void judge(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    CompletableFuture<Verdict> verdict = gate.judge(Credential.of(request));
    if (verdict.isDone()) {
      carryOut(verdict.join(), request, response);
    } else if (Handshake.of(request) == Handshake.YAMUX) {
      carryOut(awaited(verdict), request, response);
    } else {
      AsyncContext async = request.startAsync(request, response);
      // The question has time-outs of its own.
      async.setTimeout(0);
      var _ =
          verdict.thenAccept(
              reached -> {
                request.setAttribute(VERDICT, reached);
                async.dispatch();
              });
    }
  }

  /** Waits on the request's thread, if not too many do so already. */
  private Verdict awaited(CompletableFuture<Verdict> verdict) {
    if (!waiting.tryAcquire()) {
      return new Verdict.Later(ErrorCode.UNAVAILABLE);
    }
    try {
      return verdict.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verdict.Later(ErrorCode.UNAVAILABLE);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.DEBUG, "No verdict in time", e);
      return new Verdict.Later(ErrorCode.UNAVAILABLE);
    } finally {
      waiting.release();
    }
  }

  private void carryOut(Verdict verdict, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (verdict) {
      case Verdict.Admitted admitted -> upgrade(admitted, request, response);
      case Verdict.Refused refused -> {
        response.setHeader("WWW-Authenticate", "Bearer");
        answers.error(request, response, refused.code());
      }
      case Verdict.Later later -> answers.errorForNow(request, response, later.code(), RETRY_AFTER);
    }
  }

  private void upgrade(Verdict.Admitted admitted, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Handshake wanted = Handshake.of(request);
    Peer peer =
        Peer.of(request.getRemoteAddr(), wanted.name().toLowerCase(Locale.ROOT), request.getHeader("User-Agent"));
    Function<Transport, Connection> acceptor = transport -> tunnels.open(admitted.admission(), peer, transport);
    switch (wanted) {
      case YAMUX -> Upgrades.toYamux(request, response, acceptor);
      case WEBSOCKET -> Upgrades.toWebSocket(request, response, acceptor);
      case NONE -> {
        response.setHeader("Upgrade", "websocket, yamux");
        response.setHeader("Connection", "Upgrade");
        answers.error(request, response, ErrorCode.UPGRADE_REQUIRED);
      }
    }
  }
}
