package io.visiona.api.gateway.service;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ReverseProxy;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ExchangeException;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;

/** An exchange over a connection to a service. */
final class ServiceExchange implements UpstreamExchange, Deadlines.Timed {
  private static final Logger LOG = System.getLogger(ServiceExchange.class.getName());
  private static final int LOWEST_FINAL = 200;
  private static final int CONTINUE = 100;
  private static final int SWITCHING = 101;
  private static final long FAR = Duration.ofDays(1).toNanos();

  private final ServiceUpstream upstream;
  private final ServiceConnection connection;
  private final UpstreamHead head;
  private final Trial trial;
  private final BasicClassicHttpRequest message;
  private final CompletableFuture<Boolean> wanted = new CompletableFuture<>();
  private final long began = System.nanoTime();
  private volatile long lastMoved = began;
  private volatile boolean answered;
  private volatile boolean reading;
  private volatile boolean timedOut;
  private volatile boolean cancelled;
  private volatile boolean sent;
  private boolean sendFollows;
  private boolean persistent;

  /** Bytes of a body whose length is known that were not read yet; -1 when it is not known. */
  private long left = -1;

  private boolean complete;
  private BodyFraming framing = new BodyFraming.Empty();
  private InputStream body = InputStream.nullInputStream();

  ServiceExchange(
      ServiceUpstream upstream, ServiceConnection connection, UpstreamHead head, Trial trial) {
    this.upstream = upstream;
    this.connection = connection;
    this.head = head;
    this.trial = trial;
    this.message = new BasicClassicHttpRequest(head.method(), head.target());
    for (Field field : head.fields()) {
      message.addHeader(field.name(), field.value());
    }
  }

  /** Sends what is there. */
  void begin(byte[] whole, boolean more) throws UpstreamException {
    sendFollows = more;
    upstream.deadlines().add(this);
    boolean begun = false;
    try {
      // A time-out of the socket would arm and disarm a timer for each read.
      connection.readTimeout(Duration.ZERO);
      connection.http().sendRequestHeader(message);
      if (!more && whole.length > 0) {
        entity(new ByteArrayInputStream(whole));
      }
      connection.http().flush();
      if (!more) {
        sentAll();
      }
      begun = true;
    } catch (IOException | HttpException | RuntimeException failed) {
      throw lost(failed);
    } finally {
      if (!begun) {
        upstream.deadlines().remove(this);
        connection.cut();
        connection.giveBack(false);
      }
    }
  }

  private void entity(InputStream source) throws IOException, HttpException {
    message.setEntity(new StreamedBody(source, this::moved, this::cancel));
    connection.http().sendRequestEntity(message);
  }

  @Override
  public void send(InputStream source, boolean chunked) throws IOException {
    try {
      entity(source);
      connection.http().flush();
      sentAll();
    } catch (HttpException impossible) {
      throw new IOException("the head was sent with this framing", impossible);
    }
  }

  private void moved() {
    lastMoved = System.nanoTime();
  }

  private void sentAll() {
    moved();
    sent = true;
  }

  @Override
  public boolean isSent() {
    return sent;
  }

  @Override
  public long deadlineNanos() {
    if (!sent) {
      return lastMoved + upstream.idleTimeout().toNanos();
    }
    if (!answered) {
      return lastMoved + upstream.responseTimeout().toNanos();
    }
    return reading ? lastMoved + upstream.idleTimeout().toNanos() : System.nanoTime() + FAR;
  }

  @Override
  public void overdue() {
    timedOut = true;
    connection.cut();
  }

  @Override
  public boolean awaitContinue(Duration patience) throws InterruptedException {
    try {
      return wanted.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return true;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("never completed exceptionally", impossible);
    }
  }

  @Override
  public boolean answersWithin(Duration time) {
    try {
      return connection.http().isDataAvailable(Timeout.of(time));
    } catch (IOException | RuntimeException lost) {
      // What it means is told by response().
      return false;
    }
  }

  @Override
  public ResponseHead response() throws UpstreamException {
    try {
      ResponseHead received = read();
      answered = true;
      trial.answered();
      upstream.tell(System.nanoTime() - began < ReverseProxy.PATIENCE.toNanos());
      return received;
    } catch (UpstreamException failed) {
      throw told(failed);
    } catch (ExchangeException | HttpException malformed) {
      throw told(new UpstreamException(ProxyFailure.BAD_RESPONSE, false, malformed));
    } catch (IOException | RuntimeException failed) {
      throw told(lost(failed));
    } finally {
      wanted.complete(false);
    }
  }

  /**
   * The service most likely closed the connection before the request came (RFC 9112 section 9.3.1)
   * when it was open before and ended without a byte of an answer.
   */
  private UpstreamException lost(Exception why) {
    return timedOut
        ? new UpstreamException(ProxyFailure.RESPONSE_TIMEOUT, false, why)
        : new UpstreamException(ProxyFailure.LOST, connection.isUsed() && !sendFollows, why);
  }

  private UpstreamException told(UpstreamException failed) {
    if (cancelled || (failed.isUntouched() && head.idempotent())) {
      trial.abandoned();
    } else {
      trial.failed(failed);
      upstream.tell(false);
    }
    return failed;
  }

  private ResponseHead read() throws IOException, HttpException {
    while (true) {
      ClassicHttpResponse response = connection.http().receiveResponseHeader();
      ResponseHead received = head(response);
      boolean switching = received.status() == SWITCHING;
      if (switching && !head.webSocket()) {
        throw UpstreamException.badResponse("nobody asked for another protocol");
      }
      if (received.status() >= LOWEST_FINAL || switching) {
        framing =
            BodyFraming.of(
                head.method(), received, response.getVersion().lessEquals(HttpVersion.HTTP_1_0));
        persistent = persists(received, response.getVersion().greaterEquals(HttpVersion.HTTP_1_1));
        openBody(response);
        return received;
      }
      if (received.status() == CONTINUE) {
        wanted.complete(true);
      }
    }
  }

  private void openBody(ClassicHttpResponse response) throws IOException, HttpException {
    if (framing instanceof BodyFraming.Sized(long length)) {
      left = length;
    }
    if (framing instanceof BodyFraming.Empty || left == 0) {
      complete = true;
      return;
    }
    connection.http().receiveResponseEntity(response);
    body = response.getEntity().getContent();
  }

  private static ResponseHead head(ClassicHttpResponse response) throws UpstreamException {
    if (response.getCode() < 100
        || response.getCode() > 599
        || response.getVersion().getMajor() != 1) {
      throw UpstreamException.badResponse("no such status or version");
    }
    List<Field> fields = new ArrayList<>();
    for (Header header : response.getHeaders()) {
      Field field = new Field(header.getName(), header.getValue() == null ? "" : header.getValue());
      if (!field.isSafe()) {
        throw UpstreamException.badResponse("a malformed header field");
      }
      fields.add(field);
    }
    return new ResponseHead(response.getCode(), fields);
  }

  private boolean persists(ResponseHead received, boolean byDefault) {
    boolean keeps = byDefault;
    for (Field field : received.fields()) {
      if (field.is("Connection")) {
        for (String option : field.value().split(",", -1)) {
          keeps =
              (keeps || option.strip().equalsIgnoreCase("keep-alive"))
                  && !option.strip().equalsIgnoreCase("close");
        }
      }
    }
    return keeps
        && !(framing instanceof BodyFraming.UntilEnd || framing instanceof BodyFraming.Switched);
  }

  @Override
  public BodyFraming framing() {
    return framing;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws UpstreamException {
    moved();
    reading = true;
    try {
      int count = body.read(target, offset, length);
      if (left > 0) {
        left -= Math.max(0, count);
      }
      complete |= count < 0 || left == 0;
      return count;
    } catch (IOException | RuntimeException cut) {
      throw new UpstreamException(
          timedOut ? ProxyFailure.IDLE_TIMEOUT : ProxyFailure.CUT, false, cut);
    } finally {
      reading = false;
    }
  }

  @Override
  public boolean hasMore() {
    try {
      return body.available() > 0;
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public boolean isAtHand() {
    if (complete) {
      return true;
    }
    try {
      return left > 0 && body.available() >= left;
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public OutputStream switchedOutput() throws IOException {
    return connection.rawOutput();
  }

  @Override
  public void closeSwitchedOutput() {
    try {
      connection.closeRawOutput();
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "The service of a WebSocket is gone", gone);
    }
  }

  /** That the service has closed its socket is seen only where somebody reads. */
  @Override
  public boolean isOver() {
    return cancelled;
  }

  @Override
  public void cancel() {
    cancelled = true;
    connection.cut();
  }

  @Override
  public void close() {
    upstream.deadlines().remove(this);
    boolean reusable = complete && persistent && sent && !cancelled && !timedOut;
    if (!reusable && !(framing instanceof BodyFraming.Switched)) {
      connection.cut();
    }
    trial.abandoned();
    connection.giveBack(reusable);
  }
}
