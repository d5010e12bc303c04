package io.visiona.api.gateway.service;

import io.visiona.api.forward.SwitchedPeer;
import io.visiona.api.gateway.service.ServiceException.Kind;
import io.visiona.shared.exchange.ExchangeException;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;

/**
 * One request to a service and its response. One thread reads the response; the body of the request may be sent by another meanwhile,
 * because a service may answer before it has read everything. {@link #cancel()} may be called by any thread and wakes both.
 */
public final class ServiceExchange implements Deadlines.Timed {
  private static final int LOWEST_FINAL = 200;
  private static final int SWITCHING = 101;
  private static final long FAR = Duration.ofDays(1).toNanos();

  private final Lease lease;
  private final ServiceRequest request;
  private final Trial trial;
  private final Deadlines deadlines;
  private final BasicClassicHttpRequest message;
  private final CompletableFuture<Boolean> sending;
  private volatile long lastMoved;
  private volatile boolean answered;
  private volatile boolean reading;
  private volatile boolean timedOut;
  private volatile boolean cancelled;
  private volatile boolean sent;
  private boolean complete;
  private boolean persistent;
  private Framing framing = new Framing.Empty();
  private InputStream body = InputStream.nullInputStream();

  private ServiceExchange(Lease lease, ServiceRequest request, Trial trial, Deadlines deadlines, Executor executor) throws ServiceException {
    this.lease = lease;
    this.request = request;
    this.trial = trial;
    this.deadlines = deadlines;
    this.message = message(request);
    moved();
    deadlines.add(this);
    // A time-out of the socket would arm and disarm a timer for each read.
    lease.readTimeout(Duration.ZERO);
    this.sending = start(executor);
  }

  static ServiceExchange begin(Lease lease, ServiceRequest request, Trial trial, Deadlines deadlines, Executor executor) throws ServiceException {
    return new ServiceExchange(lease, request, trial, deadlines, executor);
  }

  private static BasicClassicHttpRequest message(ServiceRequest request) {
    BasicClassicHttpRequest message = new BasicClassicHttpRequest(request.method(), request.target());
    for (Field field : request.fields()) {
      message.addHeader(field.name(), field.value());
    }
    return message;
  }

  private CompletableFuture<Boolean> start(Executor executor) throws ServiceException {
    try {
      lease.connection().sendRequestHeader(message);
      InputStream source = request.body();
      if (source == null || request.here()) {
        if (source != null) {
          message.setEntity(new StreamedBody(source, this::moved, this::cancel));
          lease.connection().sendRequestEntity(message);
        }
        lease.connection().flush();
        sentAll();
        return CompletableFuture.completedFuture(true);
      }
      return CompletableFuture.supplyAsync(this::send, executor);
    } catch (IOException | HttpException | RuntimeException failed) {
      deadlines.remove(this);
      lease.giveBack(false);
      throw new ServiceException(timedOut ? Kind.RESPONSE_TIMEOUT : Kind.LOST, failed);
    }
  }

  /** Runs beside the reader. False when the caller did not send all of it. */
  private boolean send() {
    InputStream source = request.body();
    try (StreamedBody entity = new StreamedBody(source == null ? InputStream.nullInputStream() : source, this::moved, this::cancel)) {
      message.setEntity(entity);
      lease.connection().sendRequestEntity(message);
      lease.connection().flush();
      sentAll();
      return true;
    } catch (StreamedBody.SourceException caller) {
      return false;
    } catch (IOException | HttpException | RuntimeException service) {
      // The service wants no more; its answer, or the lack of one, is what counts.
      return true;
    }
  }

  private void moved() {
    lastMoved = System.nanoTime();
  }

  private void sentAll() {
    lastMoved = System.nanoTime();
    sent = true;
  }

  @Override
  public long deadlineNanos() {
    if (!sent) {
      return lastMoved + request.idleTimeout().toNanos();
    }
    if (!answered) {
      return lastMoved + request.responseTimeout().toNanos();
    }
    return reading ? lastMoved + request.idleTimeout().toNanos() : System.nanoTime() + FAR;
  }

  @Override
  public void overdue() {
    timedOut = true;
    lease.cut();
  }

  /** Whether the response begins in this time; false also when the connection ends instead, which {@link #response()} tells. */
  public boolean answersWithin(Duration time) {
    try {
      return lease.connection().isDataAvailable(Timeout.of(time));
    } catch (IOException | RuntimeException lost) {
      return false;
    }
  }

  /** Waits for the head of the response. Interim ones are skipped. */
  public ResponseHead response() throws ServiceException {
    try {
      ResponseHead head = read();
      trial.answered();
      answered = true;
      return head;
    } catch (ServiceException failed) {
      tell(failed);
      throw failed;
    } catch (ExchangeException | HttpException malformed) {
      ServiceException failed = new ServiceException(Kind.BAD_RESPONSE, malformed);
      tell(failed);
      throw failed;
    } catch (IOException | RuntimeException lost) {
      ServiceException failed = new ServiceException(timedOut ? Kind.RESPONSE_TIMEOUT : Kind.LOST, lost);
      tell(failed);
      throw failed;
    }
  }

  private void tell(ServiceException failed) {
    if (cancelled || mayRepeat(failed)) {
      trial.abandoned();
    } else {
      trial.failed(failed);
    }
  }

  /**
   * Whether the service most likely closed the connection before the request came (RFC 9112 section 9.3.1): one that was open before and
   * ended without a byte of an answer.
   */
  public boolean mayRepeat(ServiceException failed) {
    return failed.kind() == Kind.LOST && lease.isUsed() && request.isRepeatable();
  }

  private ResponseHead read() throws IOException, HttpException {
    while (true) {
      ClassicHttpResponse response = lease.connection().receiveResponseHeader();
      ResponseHead head = head(response);
      boolean switching = head.status() == SWITCHING;
      if (switching && !request.webSocket()) {
        throw new ServiceException(Kind.BAD_RESPONSE, null);
      }
      if (head.status() >= LOWEST_FINAL || switching) {
        framing = Framing.of(request.method(), head, response.getVersion().lessEquals(HttpVersion.HTTP_1_0));
        persistent = persists(head, response.getVersion().greaterEquals(HttpVersion.HTTP_1_1));
        openBody(response);
        return head;
      }
    }
  }

  private void openBody(ClassicHttpResponse response) throws IOException, HttpException {
    if (framing instanceof Framing.Empty || (framing instanceof Framing.Sized sized && sized.length() == 0)) {
      complete = true;
      return;
    }
    lease.connection().receiveResponseEntity(response);
    body = response.getEntity().getContent();
  }

  private static ResponseHead head(ClassicHttpResponse response) throws ServiceException {
    if (response.getCode() < 100 || response.getCode() > 599 || response.getVersion().getMajor() != 1) {
      throw new ServiceException(Kind.BAD_RESPONSE, null);
    }
    List<Field> fields = new ArrayList<>();
    for (Header header : response.getHeaders()) {
      Field field = new Field(header.getName(), header.getValue() == null ? "" : header.getValue());
      if (!field.isSafe()) {
        throw new ServiceException(Kind.BAD_RESPONSE, null);
      }
      fields.add(field);
    }
    return new ResponseHead(response.getCode(), fields);
  }

  private boolean persists(ResponseHead head, boolean byDefault) {
    boolean keeps = byDefault;
    for (Field field : head.fields()) {
      if (field.is("Connection")) {
        for (String option : field.value().split(",", -1)) {
          keeps = (keeps || option.strip().equalsIgnoreCase("keep-alive")) && !option.strip().equalsIgnoreCase("close");
        }
      }
    }
    return keeps && !(framing instanceof Framing.UntilEnd || framing instanceof Framing.Switched);
  }

  /** Where the body of the response ends; after {@link #response()}. */
  public Framing framing() {
    return framing;
  }

  /** Whether the request has been sent whole. */
  public boolean isSent() {
    return sent;
  }

  /** Whether the body ended early because the caller did not send all of it. */
  public boolean isCallerAtFault() {
    return sending.isDone() && !sending.join();
  }

  /**
   * Reads some of the response's body.
   *
   * @return bytes read; -1 at its end, which is never reported for a body that was cut short
   */
  public int read(byte[] target, int offset, int length) throws ServiceException {
    moved();
    reading = true;
    try {
      int count = body.read(target, offset, length);
      if (count < 0) {
        complete = true;
      }
      return count;
    } catch (IOException | RuntimeException cut) {
      throw new ServiceException(timedOut ? Kind.IDLE_TIMEOUT : Kind.CUT, cut);
    } finally {
      reading = false;
    }
  }

  /** All of the body was read: its length has been seen. */
  public void finished() {
    complete = true;
  }

  /** Whether something can be read without waiting; false when unsure. */
  public boolean hasMore() {
    try {
      return body.available() > 0;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether all of the response's body is there to be read without waiting. */
  public boolean isAtHand() {
    if (complete) {
      return true;
    }
    try {
      return framing instanceof Framing.Sized sized && body.available() >= sized.length();
    } catch (IOException gone) {
      return false;
    }
  }

  /** The fault of a service that answers a handshake at length. */
  public ServiceException notSwitched() {
    return new ServiceException(Kind.BAD_RESPONSE, null);
  }

  /** Hands the connection over after a 101; it closes itself when it is over. */
  public SwitchedPeer switched(Executor executor) {
    return new SwitchedService(this, lease.connection(), message, executor);
  }

  /** Cuts the connection: the service learns at once that nobody waits any more. */
  public void cancel() {
    cancelled = true;
    lease.cut();
  }

  /** Done with it; waits for the thread that sends. */
  public void close() {
    deadlines.remove(this);
    boolean reusable = complete && persistent && sent && !cancelled && !timedOut;
    if (!reusable) {
      lease.cut();
    }
    sending.exceptionally(_ -> false).join();
    trial.abandoned();
    lease.giveBack(reusable);
  }
}
