package io.visiona.agent.pairing;

import io.visiona.agent.tunnel.SessionToken;
import io.visiona.agent.tunnel.TunnelAddress;

/**
 * What an agent keeps from its pairing.
 *
 * @param agentId who it is
 * @param name what its owner calls it
 * @param token what it proves that with
 * @param tunnel where it dials
 */
public record Credential(String agentId, String name, SessionToken token, TunnelAddress tunnel) {}
