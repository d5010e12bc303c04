package io.visiona.relay.tunnel;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.config.WebSocketServer;
import io.visiona.relay.directory.Neighbours;
import io.visiona.relay.http.JsonResponses;
import io.visiona.relay.sessions.TunnelPeer;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.relay.websocket.OpeningHandshake;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.container.Container;
import io.visiona.shared.container.LateUpgrade;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * {@code GET /tunnel/connect}. While the API is asked about the credential no thread is held, where
 * the container allows it; the request then comes back here with the decision and becomes a tunnel
 * or is answered.
 */
@WebServlet(urlPatterns = "/tunnel/connect", asyncSupported = true)
public final class ConnectServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String VERDICT = AdmissionDecision.class.getName();

  /** Threads of a container that cannot do without, which may wait for verdicts. */
  private static final int MOST_THREADS = 32;

  private static final Duration NEXT_ATTEMPT = Duration.ofSeconds(1);

  private final transient Gate gate;
  private final transient Neighbours neighbours;
  private final transient Tunnels tunnels;
  private final transient TunnelConfig config;
  private final transient Container container;
  private final transient JsonResponses answers;
  private final transient Semaphore threads = new Semaphore(MOST_THREADS);

  @Inject
  public ConnectServlet(
      Gate gate,
      Neighbours neighbours,
      Tunnels tunnels,
      TunnelConfig config,
      Container container,
      JsonResponses answers) {
    this.container = container;
    this.gate = gate;
    this.neighbours = neighbours;
    this.tunnels = tunnels;
    this.config = config;
    this.answers = answers;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!"GET".equals(request.getMethod())) {
      response.setHeader("Allow", "GET");
      answers.error(request, response, ErrorCode.METHOD_NOT_ALLOWED);
    } else if (request.getAttribute(VERDICT) instanceof AdmissionDecision decision) {
      carryOut(decision, request, response);
    } else {
      judge(request, response);
    }
  }

  private void judge(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Optional<SecondTunnel> tunnel = SecondTunnel.of(request);
    if (tunnel.isEmpty()) {
      answers.error(request, response, ErrorCode.BAD_REQUEST);
      return;
    }
    Optional<PresentedToken> credential = PresentedToken.of(request);
    CompletableFuture<AdmissionDecision> decision = gate.judge(credential, tunnel.get());
    if (decision.isDone()) {
      carryOut(decision.join(), request, response);
    } else if (!container.dispatchesInFull()) {
      carryOut(waited(credential.orElseThrow(), decision), request, response);
    } else {
      AsyncContext async = request.startAsync(request, response);
      // The question has time-outs of its own.
      async.setTimeout(0);
      request.setAttribute(Upgrades.LATE, LateUpgrade.of(async));
      var _ =
          decision.thenAccept(reached -> {
            request.setAttribute(VERDICT, reached);
            async.dispatch();
          });
    }
  }

  /** On the request's thread, of which so many may wait; who cannot comes again. */
  private AdmissionDecision waited(
      PresentedToken credential, CompletableFuture<AdmissionDecision> decision) {
    if (!threads.tryAcquire()) {
      gate.keep(credential, decision);
      return new AdmissionDecision.Later(AdmissionRefusal.THREADS, NEXT_ATTEMPT);
    }
    try {
      return decision.join();
    } finally {
      threads.release();
    }
  }

  private void carryOut(
      AdmissionDecision decision, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (decision) {
      case AdmissionDecision.Admitted admitted -> upgrade(admitted, request, response);
      case AdmissionDecision.Refused refused -> {
        if (refused.reason() == AdmissionRefusal.UNAUTHENTICATED) {
          response.setHeader("WWW-Authenticate", "Bearer");
        }
        answers.error(request, response, refused.reason().code());
      }
      case AdmissionDecision.Later later -> {
        if (later.reason() == AdmissionRefusal.FULL) {
          SecondTunnel.nameOthers(response, neighbours);
        }
        answers.errorForNow(request, response, later.reason().code(), later.retryAfter());
      }
    }
  }

  private void upgrade(
      AdmissionDecision.Admitted admitted, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Handshake wanted = Handshake.of(request);
    TunnelPeer peer =
        TunnelPeer.of(
            ClientAddress.of(request).text(),
            wanted.name().toLowerCase(Locale.ROOT),
            request.getHeader("User-Agent"),
            SecondTunnel.isKnownTo(request));
    Function<Transport, Connection> acceptor =
        transport -> tunnels.open(admitted.admission(), peer, transport);
    SecondTunnel.announce(request, response, neighbours);
    switch (wanted) {
      case YAMUX -> Upgrades.toYamux(request, response, acceptor);
      case WEBSOCKET -> toWebSocket(request, response, acceptor);
      case NONE -> {
        response.setHeader("Upgrade", "websocket, yamux");
        response.setHeader("Connection", "Upgrade");
        answers.error(request, response, ErrorCode.UPGRADE_REQUIRED);
      }
    }
  }

  private void toWebSocket(
      HttpServletRequest request,
      HttpServletResponse response,
      Function<Transport, Connection> acceptor)
      throws ServletException, IOException {
    OpeningHandshake handshake =
        OpeningHandshake.of(
            values(request, "Sec-WebSocket-Version"),
            values(request, "Sec-WebSocket-Key"),
            values(request, "Sec-WebSocket-Protocol"));
    switch (handshake) {
      case OpeningHandshake.Accepted accepted -> {
        if (config.webSocket() == WebSocketServer.UPGRADE) {
          Upgrades.toWebSocket(request, response, accepted, acceptor);
        } else {
          ContainersWebSocket.upgrade(request, response, acceptor);
        }
      }
      case OpeningHandshake.OtherVersion _ -> {
        response.setHeader("Sec-WebSocket-Version", OpeningHandshake.VERSION);
        answers.error(request, response, ErrorCode.UPGRADE_REQUIRED);
      }
      case OpeningHandshake.Malformed _ -> answers.error(request, response, ErrorCode.BAD_REQUEST);
    }
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
