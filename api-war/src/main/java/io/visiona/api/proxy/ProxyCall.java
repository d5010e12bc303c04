package io.visiona.api.proxy;

import io.visiona.shared.container.ConnectionCloser;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.limit.PermitResult.Permit;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the {@link ReverseProxy}, where its transitions are told. One thread at
 * a time; that the client left, or that it is ended from outside, may be told by any.
 */
final class ProxyCall {
  private static final Logger LOG = System.getLogger(ProxyCall.class.getName());
  private static final long READER_MILLIS = 200;
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final ReverseProxy.Parts parts;
  private final ClientRequest client;
  private final ClientResponse response;
  private final ResponseCopier copier;
  private final ProxyPolicy policy;
  private final RequestSender sender;

  private volatile @Nullable UpstreamExchange exchange;
  private volatile boolean clientGone;

  /** What ended the exchange from this side; null while nothing did. */
  private volatile @Nullable ProxyFailure ended;

  private ClientWatch.Watching watching = () -> {};
  private ProxyPolicy.Registration registration = () -> {};
  private boolean inPlace;
  private boolean repeated;

  ProxyCall(
      ReverseProxy.Parts parts,
      ClientRequest client,
      HttpServletResponse response,
      ProxyPolicy policy) {
    this.parts = parts;
    this.client = client;
    this.response = new ClientResponse(client.servlet(), response, parts.container());
    this.copier = new ResponseCopier(client, this.response);
    this.policy = policy;
    this.sender = new RequestSender(parts.executor(), parts.container(), client, this::end);
  }

  /** On another thread, to the end. */
  void runOn(Executor executor) {
    response.later(this::clientLeft);
    executor.execute(this::run);
  }

  /** On the container's thread, and on another from where it would have to wait. */
  void runInPlace() {
    inPlace = true;
    run();
  }

  /** On this thread, to the end. */
  void run() {
    watching = parts.watch().watch(client.servlet(), this::clientLeft);
    go(this::admitted);
  }

  private void go(ProxyResult.Step step) {
    ProxyResult result;
    try {
      result = step.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result = new ProxyResult.Failed(ProxyFailure.DRAINING);
    } catch (ClientGoneException e) {
      clientGone = true;
      result = new ProxyResult.ClientGone();
    } catch (ClientBodyException e) {
      result = unfinished(e.failure());
    } catch (Exception e) {
      LOG.log(Level.ERROR, "Proxying request " + client.id() + " failed", e);
      result = unfinished(ProxyFailure.INTERNAL);
    } catch (Error fatal) {
      finish(unfinished(ProxyFailure.INTERNAL));
      throw fatal;
    }
    if (result instanceof ProxyResult.Waiting(ProxyResult.Step rest)) {
      inPlace = false;
      response.later(this::clientLeft);
      parts.executor().execute(() -> go(rest));
    } else {
      finish(result);
    }
  }

  private ProxyResult admitted() throws Exception {
    return switch (policy.admit(client)) {
      case ProxyAdmission.Reply(LocalReply reply) -> new ProxyResult.Replied(reply);
      case ProxyAdmission.Forward(Upstream upstream, UpstreamRequest request) -> {
        registration = policy.opened(() -> end(ProxyFailure.REVOKED));
        yield attempt(new Attempt(upstream, request));
      }
    };
  }

  /** What is asked of whom. */
  private record Attempt(Upstream upstream, UpstreamRequest request) {}

  private ProxyResult attempt(Attempt attempt) throws Exception {
    return guarded(attempt, () -> open(attempt));
  }

  /** Turns an upstream's failure into another attempt or an end. */
  private ProxyResult guarded(Attempt attempt, ProxyResult.Step step) throws Exception {
    try {
      ProxyResult result = step.take();
      return result instanceof ProxyResult.Waiting(ProxyResult.Step rest)
          ? new ProxyResult.Waiting(() -> guarded(attempt, rest))
          : result;
    } catch (UpstreamException failed) {
      ProxyFailure own = ended;
      if (own != null) {
        return unfinished(own);
      }
      LOG.log(Level.DEBUG, "Request " + client.id() + " could not be proxied", failed);
      boolean waits = failed.failure() == ProxyFailure.NO_ROOM;
      boolean again =
          failed.isUntouched() && (waits || !repeated) && mayRepeat(attempt, failed.failure());
      policy.attemptFailed(failed.failure(), !again);
      if (again) {
        // Who waits for room was not sent anywhere yet: that is still to be had, once.
        repeated |= !waits;
        closeExchange();
        return attempt(attempt);
      }
      return unfinished(failed.failure());
    }
  }

  /**
   * A request that reached nobody may be anything; else there is a doubt that only idempotence
   * ends.
   */
  private static boolean mayRepeat(Attempt attempt, ProxyFailure failure) {
    UpstreamRequest request = attempt.request();
    boolean untaken = failure == ProxyFailure.MOVED || failure == ProxyFailure.NO_ROOM;
    return (request.idempotent() || untaken) && request.body().isWhole();
  }

  private ProxyResult open(Attempt attempt) throws Exception {
    Upstream upstream = attempt.upstream();
    if (inPlace && !upstream.isPrompt()) {
      return new ProxyResult.Waiting(() -> open(attempt));
    }
    RequestBody body = attempt.request().body();
    boolean waitsForLeave = client.expectsContinue() && body == client.body();
    byte[] whole = waitsForLeave ? null : body.atHand(parts.executor());
    UpstreamExchange begun =
        upstream.open(
            attempt.request().head(client.asksForWebSocket(), waitsForLeave),
            whole == null ? new byte[0] : whole,
            whole == null,
            repeated);
    exchange = begun;
    if (ended != null) {
      begun.cancel();
    }
    if (whole == null) {
      sender.start(body, begun, waitsForLeave);
    }
    if (inPlace && !begun.answersWithin(ReverseProxy.PATIENCE)) {
      return new ProxyResult.Waiting(() -> answered(begun));
    }
    return answered(begun);
  }

  private ProxyResult answered(UpstreamExchange begun) throws IOException {
    ResponseHead head = begun.response();
    if (begun.framing() instanceof BodyFraming.Switched) {
      if (!client.asksForWebSocket()) {
        throw UpstreamException.badResponse("nobody asked for another protocol");
      }
      return new ProxyResult.Switched(begun, switchingFields(head));
    }
    return inPlace && !begun.isAtHand()
        ? new ProxyResult.Waiting(() -> copied(begun, head))
        : copied(begun, head);
  }

  private ProxyResult copied(UpstreamExchange begun, ResponseHead head) throws IOException {
    copier.copy(begun, head, policy.respond(head, begun.framing(), response));
    return new ProxyResult.Complete();
  }

  /** An error if nothing has been written yet, else the end of the connection. */
  private ProxyResult unfinished(ProxyFailure failure) {
    UpstreamExchange begun = exchange;
    if (begun == null || !response.hasBegun()) {
      return new ProxyResult.Failed(failure);
    }
    return new ProxyResult.Cut(
        failure, begun.framing() instanceof BodyFraming.Sized && !copier.isEncoded());
  }

  private void clientLeft() {
    clientGone = true;
    end(ProxyFailure.CLIENT_CLOSED);
  }

  /** Ends the exchange from this side. */
  private void end(ProxyFailure why) {
    if (ended == null) {
      ended = why;
    }
    UpstreamExchange begun = exchange;
    if (begun != null) {
      begun.cancel();
    }
  }

  private void closeExchange() {
    UpstreamExchange begun = exchange;
    exchange = null;
    if (begun != null) {
      begun.close();
    }
  }

  private void finish(ProxyResult result) {
    watching.close();
    UpstreamExchange begun = exchange;
    boolean whole = result instanceof ProxyResult.Complete && !clientGone;
    if (begun != null && !(result instanceof ProxyResult.Switched)) {
      if (whole && begun.isSent()) {
        begun.close();
      } else if (!whole) {
        begun.cancel();
      }
    }
    int status = clientGone ? 499 : response.servlet().getStatus();
    try {
      status = respond(result, status);
      if (begun != null && !(result instanceof ProxyResult.Switched)) {
        if (whole && !begun.isSent()) {
          begun.cancel();
        }
        sender.await();
        begun.close();
      }
      handBack(result);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The client is gone", e);
      sender.await();
      abandon(begun);
      response.complete();
    } finally {
      if (!(result instanceof ProxyResult.Switched)) {
        registration.close();
      }
      policy.ended(result, status, clientGone);
    }
  }

  private static void abandon(@Nullable UpstreamExchange begun) {
    if (begun != null) {
      begun.cancel();
      begun.close();
    }
  }

  /** Writes what is left to be written; the status that the client got. */
  private int respond(ProxyResult result, int status) throws IOException {
    switch (result) {
      case ProxyResult.Complete _ -> {
        if (!clientGone) {
          response.finish();
        }
      }
      case ProxyResult.Replied(LocalReply reply) -> {
        return reply(reply);
      }
      case ProxyResult.Failed(ProxyFailure failure) -> {
        return reply(policy.failure(failure));
      }
      case ProxyResult.Cut(ProxyFailure failure, boolean _) -> {
        byte[] last =
            failure == ProxyFailure.REVOKED && !copier.isEncoded()
                ? policy.farewell()
                : new byte[0];
        response.write(last, 0, last.length);
        response.flush();
        if (last.length > 0) {
          awaitReader();
        }
      }
      case ProxyResult.Switched _ -> {
        return HttpServletResponse.SC_SWITCHING_PROTOCOLS;
      }
      case ProxyResult.ClientGone _ -> {}
      case ProxyResult.Waiting _ -> throw new IllegalStateException("not an end");
    }
    return status;
  }

  /**
   * Gives the client a moment to read the farewell: Chromium drops what a page has not yet taken of
   * a response when its connection breaks.
   */
  private void awaitReader() {
    if (inPlace) {
      // A thread of the container's waits for nobody.
      return;
    }
    try {
      boolean _ = NEVER.await(READER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int reply(LocalReply reply) throws IOException {
    if (!client.body().isEmpty()) {
      response.closeConnection();
    }
    reply.writer().write(client.servlet(), response.servlet());
    return reply.status();
  }

  /** Of a 101 passes what belongs to the handshake, and cookies (RFC 6455 section 4.2.2). */
  private List<Field> switchingFields(ResponseHead head) throws UpstreamException {
    return policy.respond(head, new BodyFraming.Switched(), response).fields().stream()
        .filter(field ->
            field.is("Set-Cookie")
                || field.name().toLowerCase(Locale.ROOT).startsWith("sec-websocket-"))
        .toList();
  }

  /** Leave for a thread of the server to wait for the upstream of a WebSocket. */
  private Supplier<Optional<Permit>> waiting() {
    String[] holders = policy.holders().toArray(String[]::new);
    return () -> parts.waiters().take(holders);
  }

  private void handBack(ProxyResult result) {
    switch (result) {
      case ProxyResult.Cut cut -> response.cut(cut.lengthKnown());
      case ProxyResult.Switched(UpstreamExchange switched, List<Field> fields) -> {
        ConnectionCloser closer = response.switching(fields);
        response.upgrade(
            new BridgeSession(
                switched,
                parts.executor(),
                waiting(),
                closer,
                new BridgeSession.Limits(parts.clientIdle(), () -> ended != null),
                () -> ended == ProxyFailure.REVOKED ? policy.farewell() : new byte[0],
                registration::close));
      }
      case ProxyResult.Complete _,
          ProxyResult.Replied _,
          ProxyResult.Failed _,
          ProxyResult.ClientGone _ ->
          response.complete();
      case ProxyResult.Waiting _ -> throw new IllegalStateException("not an end");
    }
  }
}
