package io.visiona.api.proxy;

import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ResponseHead;
import java.util.List;

/**
 * What differs between those who proxy: who may, what passes, and what is said instead. One
 * instance serves one request; one thread at a time, in the order of the methods.
 */
public interface ProxyPolicy {

  /**
   * Judges the request and says where it goes: upstream, path, fields, body, and whether it may be
   * repeated. May wait. What it throws is {@link ProxyFailure#INTERNAL}.
   */
  ProxyAdmission admit(ClientRequest request) throws Exception;

  /**
   * The exchange is about to begin: where it can be ended from outside, when the permission it was
   * begun with ends. Called once, after {@link #admit}, and closed when the request, or the
   * WebSocket it became, is over.
   *
   * @param cut ends it; may be called by any thread at any time, more than once, and does not block
   */
  default Registration opened(Runnable cut) {
    return () -> {};
  }

  /** See {@link #opened}; closing it does not throw. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Who holds a thread of the server while a WebSocket's upstream does not read: one for each share
   * of the proxy's limiter of such threads.
   */
  List<String> holders();

  /**
   * What a client whose response has begun is still told when the exchange was ended from outside,
   * before its connection is closed: as the end of a stream of events, or a WebSocket's close
   * frame. Empty for nothing.
   */
  default byte[] farewell() {
    return new byte[0];
  }

  /**
   * Judges the head of a response and says what passes. Headers that are to replace what earlier
   * filters have set are set on {@code response} directly.
   *
   * @throws UpstreamException to refuse it, most often {@link UpstreamException#badResponse}
   */
  ResponsePlan respond(ResponseHead head, BodyFraming framing, ClientResponse response)
      throws UpstreamException;

  /** The answer to a failure, of which nothing has been written; told once for each request. */
  LocalReply failure(ProxyFailure failure);

  /**
   * An attempt failed at the upstream. For metrics.
   *
   * @param last whether no other follows
   */
  default void attemptFailed(ProxyFailure failure, boolean last) {}

  /**
   * The request is over, or its connection was handed over. The response's status is what the
   * client was told.
   *
   * @param clientGone whether there was nobody to take the end of it
   */
  void ended(ProxyResult result, int status, boolean clientGone);
}
