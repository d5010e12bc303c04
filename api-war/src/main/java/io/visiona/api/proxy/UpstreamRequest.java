package io.visiona.api.proxy;

import io.visiona.shared.exchange.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an upstream is to be asked for.
 *
 * @param method a token
 * @param target in origin form, sent as it is
 * @param fields without those that frame the body or ask for another protocol: they follow from it
 * @param body the client's, or one of our own
 * @param idempotent whether it may be sent again when nothing of it was taken
 */
public record UpstreamRequest(
    String method, String target, List<Field> fields, RequestBody body, boolean idempotent) {
  /** RFC 9110 section 9.2.2. */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

  public UpstreamRequest {
    fields = List.copyOf(fields);
  }

  /** One that may be sent again when its method says so. */
  public static UpstreamRequest of(
      String method, String target, List<Field> fields, RequestBody body) {
    return new UpstreamRequest(method, target, fields, body, IDEMPOTENT.contains(method));
  }

  /** The head; says where the body ends in the one way the upstream gets. */
  UpstreamHead head(boolean webSocket, boolean expectsContinue) {
    List<Field> framed = new ArrayList<>(fields);
    if (webSocket) {
      framed.add(new Field("Connection", "Upgrade"));
      framed.add(new Field("Upgrade", "websocket"));
    } else if (!body.isNone()) {
      framed.add(
          body.length() < 0
              ? new Field("Transfer-Encoding", "chunked")
              : new Field("Content-Length", Long.toString(body.length())));
      if (expectsContinue) {
        framed.add(new Field("Expect", "100-continue"));
      }
    }
    return new UpstreamHead(method, target, framed, webSocket, idempotent);
  }
}
