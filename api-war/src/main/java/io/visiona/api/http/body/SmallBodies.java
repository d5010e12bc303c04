package io.visiona.api.http.body;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Problems;
import io.visiona.api.http.body.ArrivingBody.Arrival;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.FairLimiter;
import io.visiona.shared.limit.PermitResult;
import io.visiona.shared.limit.PermitResult.Admitted;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.limit.PermitResult.Refused;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Reads small bodies: at most {@link #LARGEST} bytes each, all of them within one deadline however
 * they drip, so many at once from one address (IPv6: one /64), of one person and in all, and no
 * thread waits for any. A body that is whole is left as a request attribute and the request
 * dispatched again; any other is answered here. Thread-safe.
 */
public final class SmallBodies {
  /** Bytes. Larger than any request but an upload; what is larger is not a mistake. */
  public static final int LARGEST = 64 * 1024;

  /** Name of the request attribute that has the bytes. */
  static final String BODY = "io.visiona.api.http.body";

  private static final Logger LOG = System.getLogger(SmallBodies.class.getName());
  private static final Permit TRUSTED = () -> {};

  private final FairLimiter unread;
  private final FairLimiter unreadOfPeople;
  private final Duration deadline;
  private final Executor executor;

  /**
   * Reading nothing yet.
   *
   * @param unread by address
   * @param unreadOfPeople by person
   * @param executor answers, and dispatches again
   */
  SmallBodies(
      FairLimiter unread, FairLimiter unreadOfPeople, Duration deadline, Executor executor) {
    this.unreadOfPeople = unreadOfPeople;
    this.unread = unread;
    this.deadline = deadline;
    this.executor = executor;
  }

  /** Begins to read; returns at once. */
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    switch (ask(request).join()) {
      case Admitted(Permit permit) -> begin(request, response, permit);
      case Refused refused -> refuse(request, response, code(refused));
    }
  }

  /**
   * As {@link #read}, on the caller's thread, for servers that lose a request's scopes when it is
   * dispatched again. How long one read may take is the server's matter, how long all of them take
   * is looked at after each.
   *
   * @param trusted as with {@link #readTrusted}
   * @return the bytes; nothing when the request has been answered
   */
  Optional<byte[]> readHere(
      HttpServletRequest request, HttpServletResponse response, boolean trusted)
      throws IOException {
    switch (trusted ? new Admitted(TRUSTED) : ask(request).join()) {
      case Admitted(Permit permit) -> {
        try {
          return blocking(request, response);
        } finally {
          permit.close();
        }
      }
      case Refused refused -> {
        refuse(request, response, code(refused));
        return Optional.empty();
      }
    }
  }

  private Optional<byte[]> blocking(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long begun = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[8 * 1024];
    ServletInputStream in = request.getInputStream();
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      body.write(piece, 0, length);
      if (body.size() > LARGEST) {
        refuse(request, response, ErrorCode.PAYLOAD_TOO_LARGE);
        return Optional.empty();
      }
      if (System.nanoTime() - begun > deadline.toNanos()) {
        refuse(request, response, ErrorCode.REQUEST_TIMEOUT);
        return Optional.empty();
      }
    }
    return Optional.of(body.toByteArray());
  }

  private static ErrorCode code(Refused refused) {
    return refused.ownShare() ? ErrorCode.RATE_LIMITED : ErrorCode.UNAVAILABLE;
  }

  private CompletableFuture<PermitResult> ask(HttpServletRequest request) {
    return Caller.of(request)
        .map(person -> unreadOfPeople.ask(person.subject()))
        .orElseGet(() -> unread.ask(ClientAddress.of(request).range()));
  }

  /** As {@link #read} for a caller of our own, who is not counted. */
  void readTrusted(HttpServletRequest request, HttpServletResponse response) throws IOException {
    begin(request, response, TRUSTED);
  }

  private void begin(HttpServletRequest request, HttpServletResponse response, Permit permit)
      throws IOException {
    boolean begun = false;
    try {
      AsyncContext async = request.startAsync(request, response);
      async.setTimeout(0);
      ArrivingBody body = new ArrivingBody(request.getInputStream(), LARGEST);
      CompletableFuture<Void> _ =
          body.arrival()
              .completeOnTimeout(new Arrival.TooSlow(), deadline.toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete((_, _) -> permit.close())
              .thenAcceptAsync(arrival -> arrived(async, request, response, arrival), executor);
      request.getInputStream().setReadListener(body);
      begun = true;
    } finally {
      if (!begun) {
        permit.close();
      }
    }
  }

  private static void arrived(
      AsyncContext async,
      HttpServletRequest request,
      HttpServletResponse response,
      Arrival arrival) {
    switch (arrival) {
      case Arrival.Whole whole -> {
        request.setAttribute(BODY, whole.bytes());
        try {
          async.dispatch();
        } catch (RuntimeException unforeseen) { // nobody waits for this task
          LOG.log(Level.ERROR, "A request could not be dispatched again", unforeseen);
          end(async, request, response, ErrorCode.INTERNAL);
        }
      }
      case Arrival.TooLarge() -> end(async, request, response, ErrorCode.PAYLOAD_TOO_LARGE);
      case Arrival.TooSlow() -> end(async, request, response, ErrorCode.REQUEST_TIMEOUT);
      case Arrival.Broken(Throwable why) -> {
        LOG.log(Level.DEBUG, "A body broke off", why);
        end(async, request, response, ErrorCode.BAD_REQUEST);
      }
    }
  }

  private static void end(
      AsyncContext async,
      HttpServletRequest request,
      HttpServletResponse response,
      ErrorCode code) {
    try {
      refuse(request, response, code);
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "Who sent a body did not wait for the answer", gone);
    } finally {
      async.complete();
    }
  }

  /** The rest of the body would be taken for the next request. */
  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, ErrorCode code) throws IOException {
    response.setHeader("Connection", "close");
    if (code == ErrorCode.RATE_LIMITED) {
      response.setHeader("Retry-After", "1");
    }
    Problems.send(request, response, code);
  }
}
