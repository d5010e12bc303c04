package io.visiona.api.proxy;

/** What a policy says to a request. */
public sealed interface ProxyAdmission {

  /** It goes to an upstream. */
  record Forward(Upstream upstream, UpstreamRequest request) implements ProxyAdmission {}

  /** It is answered here. */
  record Reply(LocalReply reply) implements ProxyAdmission {}
}
