package io.visiona.api.proxy;

import io.visiona.api.http.RequestIdFilter;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** A client's request that is to be proxied. One thread at a time. */
public final class ClientRequest {
  private final HttpServletRequest servlet;
  private final ClientBody body;
  private final String id;

  /** Reads nothing but the head. */
  public ClientRequest(HttpServletRequest servlet) {
    this.servlet = servlet;
    this.body = new ClientBody(servlet);
    this.id = RequestIdFilter.of(servlet);
  }

  /** As the container has it; not to be touched once {@link ProxyPolicy#ended} was called. */
  public HttpServletRequest servlet() {
    return servlet;
  }

  /** The request's id, also after its end. */
  public String id() {
    return id;
  }

  public ClientBody body() {
    return body;
  }

  /** Whether a WebSocket is asked for (RFC 6455 section 4.1). */
  public boolean asksForWebSocket() {
    return servlet.getMethod().equals("GET")
        && "websocket".equalsIgnoreCase(servlet.getHeader("Upgrade"));
  }

  /** Whether the client waits for leave to send its body (RFC 9110 section 10.1.1). */
  boolean expectsContinue() {
    return "100-continue".equalsIgnoreCase(servlet.getHeader("Expect")) && !body.isEmpty();
  }

  /** The fields in the order they came, without those of the connection. */
  public List<Field> fields() {
    List<Field> given = new ArrayList<>();
    for (Enumeration<String> names = servlet.getHeaderNames(); names.hasMoreElements(); ) {
      String name = names.nextElement();
      for (Enumeration<String> values = servlet.getHeaders(name); values.hasMoreElements(); ) {
        given.add(new Field(name, values.nextElement()));
      }
    }
    return HopByHop.strip(given);
  }
}
