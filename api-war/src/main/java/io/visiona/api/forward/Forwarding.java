package io.visiona.api.forward;

import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.proxy.LimitedUpstream;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.ReverseProxy;
import io.visiona.api.proxy.Upstream;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.limit.FairLimiter;
import java.util.UUID;

/**
 * What all requests forwarded to agents share. Thread-safe.
 *
 * @param streams requests in progress, by person
 * @param open what ends with a session or an agent
 * @param agents the way to agents
 * @param https whether people reach this server by https, whatever a proxy in front makes of it
 */
public record Forwarding(
    ReverseProxy proxy,
    FairLimiter streams,
    OpenStreams open,
    AgentUpstream.Agents agents,
    ForwardConfig config,
    ForwardMetrics metrics,
    boolean https) {

  /** An agent as the upstream of one request of a person, whose requests share what there is. */
  public Upstream to(UUID agent, String subject, ExchangeLimits limits) {
    return new LimitedUpstream(to(agent, limits), streams, subject);
  }

  /** An agent as the upstream of a request of this server's own. */
  Upstream to(UUID agent, ExchangeLimits limits) {
    return new AgentUpstream(agents, agent, limits);
  }

  /** The limits of an exchange as they are configured. */
  public ExchangeLimits limits() {
    return config.limits();
  }

  /** What a client is told of a failure. */
  public static ErrorCode code(ProxyFailure failure) {
    return AgentPolicy.code(failure);
  }

  /** What a client is answered to a failure. */
  public static LocalReply reply(ProxyFailure failure) {
    return AgentPolicy.reply(failure);
  }

  /**
   * Whether a request is sent a second time after an attempt failed. Who waits for room was not
   * sent anywhere yet.
   *
   * @param last whether there is no other attempt
   */
  public static boolean isSentAgain(ProxyFailure failure, boolean last) {
    return !last && failure != ProxyFailure.NO_ROOM;
  }

  /** Counts an attempt that failed. */
  public void failed(ProxyFailure failure) {
    metrics.failed(failure);
  }

  /** Counts the head of an answer, so long after the request came. */
  public void answered(long nanos) {
    metrics.answered(nanos);
  }

  /** Counts the end of a request, which may have been sent a second time. */
  public void ended(ProxyResult result, boolean clientGone, boolean repeated) {
    metrics.ended(result, clientGone, repeated);
  }
}
