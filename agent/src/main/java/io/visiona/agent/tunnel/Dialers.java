package io.visiona.agent.tunnel;

/** Makes dialers for wherever the agent has to dial. */
@FunctionalInterface
public interface Dialers {
  /** One that dials there and says that. */
  Dialer to(TunnelAddress address, Introduction introduction);
}
