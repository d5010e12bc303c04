package io.visiona.api.proxy;

/** What a policy says to a request. */
public sealed interface Admission {

  /** It goes to an upstream. */
  record Forward(Upstream upstream, UpstreamRequest request) implements Admission {}

  /** It is answered here. */
  record Answer(Reply reply) implements Admission {}
}
