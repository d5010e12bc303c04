package io.visiona.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/** Serves one connection's requests, one after another. */
public final class HttpConnection {
  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

  /** What answers the requests. */
  public interface Site {
    void answer(Exchange exchange) throws IOException, HttpException, InterruptedException;
  }

  private final Wire wire;
  private final Site site;
  private boolean cutShort;

  /** Serves what comes in, and answers to {@code out}. */
  public HttpConnection(InputStream in, OutputStream out, Site site) {
    this.wire = new Wire(in, out);
    this.site = site;
  }

  /** Returns when the other side sends no more requests or the connection is not to be kept. */
  public void serve() throws IOException, InterruptedException {
    Exchange exchange = next();
    while (exchange != null) {
      try {
        site.answer(exchange);
      } catch (HttpException e) {
        throw new IOException("the exchange broke off", e);
      }
      boolean more = exchange.finish();
      cutShort = !more && (exchange.hasBody() || exchange.isUpgraded());
      exchange = more ? next() : null;
    }
  }

  /** Whether the other side may still be sending what nobody will read. */
  public boolean isCutShort() {
    return cutShort;
  }

  private @Nullable Exchange next() throws IOException {
    try {
      ClassicHttpRequest request = wire.readHead();
      if (request == null) {
        return null;
      }
      if (request.containsHeader("Transfer-Encoding") && request.containsHeader("Content-Length")) {
        // Two lengths are how one request is made to look like two (RFC 9112 section 6.3).
        throw new ProtocolException("a request has one length");
      }
      return new Exchange(wire, request);
    } catch (RequestHeaderFieldsTooLargeException | MessageConstraintException e) {
      refuse(Problem.HEAD_TOO_LARGE, "The head of the request is too large.");
      return null;
    } catch (HttpException e) {
      LOG.log(Level.DEBUG, "not a request: {0}", e.getMessage());
      refuse(Problem.BAD_REQUEST, "This is not a well-formed HTTP/1.1 request.");
      return null;
    } catch (ConnectionClosedException e) {
      LOG.log(Level.DEBUG, "the connection ended: {0}", e.getMessage());
      return null;
    }
  }

  private void refuse(Problem problem, String message) throws IOException {
    cutShort = true;
    try {
      BasicClassicHttpRequest unreadable = new BasicClassicHttpRequest("GET", "/");
      unreadable.setHeader("Connection", "close");
      Exchange exchange = new Exchange(wire, unreadable);
      problem.send(exchange, message);
      exchange.finish();
    } catch (HttpException e) {
      throw new IOException("cannot answer", e);
    }
  }
}
