package io.visiona.api.proxy;

import io.visiona.shared.exchange.Field;
import java.util.List;

/**
 * The head of a request as it is sent to an upstream.
 *
 * @param method a token
 * @param target in origin form
 * @param fields to be sent as they are, framing included
 * @param webSocket whether the upstream is asked to switch protocols
 * @param idempotent whether doing it twice is doing it once
 */
public record UpstreamHead(
    String method, String target, List<Field> fields, boolean webSocket, boolean idempotent) {
  public UpstreamHead {
    fields = List.copyOf(fields);
  }
}
