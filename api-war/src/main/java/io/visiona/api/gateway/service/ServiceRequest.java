package io.visiona.api.gateway.service;

import io.visiona.shared.exchange.Field;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent.
 *
 * @param service its name
 * @param url its scheme, host and port
 * @param method a token
 * @param target in origin form
 * @param fields as they are to be sent, framing included
 * @param body null for none
 * @param here whether the body is in memory; any other is sent by a thread of its own as it comes
 * @param webSocket whether the service is asked to switch protocols
 * @param responseTimeout from the end of the request to the head of the response
 * @param idleTimeout without progress of a body, either way
 */
public record ServiceRequest(
    String service,
    URI url,
    String method,
    String target,
    List<Field> fields,
    @Nullable InputStream body,
    boolean here,
    boolean webSocket,
    Duration responseTimeout,
    Duration idleTimeout) {
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

  /** Whether it can be sent a second time: nothing of it is lost, and it does no harm. */
  boolean isRepeatable() {
    return isIdempotent() && (body == null || here);
  }

  /** Whether doing it twice is doing it once (RFC 9110 section 9.2.2). */
  boolean isIdempotent() {
    return IDEMPOTENT.contains(method);
  }
}
