package io.visiona.agent.pairing;

import io.visiona.agent.tunnel.SessionToken;
import io.visiona.agent.tunnel.TunnelAddress;
import java.util.List;

/**
 * What an agent keeps from its pairing.
 *
 * @param agentId who it is
 * @param name what its owner calls it
 * @param token what it proves that with
 * @param tunnel where it dials
 * @param fileOrigins where it may fetch files from
 */
public record AgentCredential(
    String agentId,
    String name,
    SessionToken token,
    TunnelAddress tunnel,
    List<String> fileOrigins) {
  public AgentCredential {
    fileOrigins = List.copyOf(fileOrigins);
  }
}
