package io.visiona.relay.tunnel;

import io.visiona.relay.directory.Neighbours;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.RelayInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an agent that wants two tunnels, at two relays, gets them. It says so ({@code
 * X-Visiona-Tunnels: 2}) and is told which relay it has reached and where others are; it dials the
 * second ({@code X-Visiona-Slot: 1}) naming the relay to avoid, which refuses it. Who says nothing
 * of it has one tunnel.
 *
 * @param slot {@link ClaimRequest#FIRST} or {@link ClaimRequest#SECOND}
 * @param avoid the relay of the agent's other tunnel, empty while there is none
 */
record SecondTunnel(int slot, Optional<String> avoid) {
  private static final String TUNNELS = "X-Visiona-Tunnels";
  private static final String SLOT = "X-Visiona-Slot";
  private static final String AVOID = "X-Visiona-Avoid";
  private static final String RELAY = "X-Visiona-Relay";
  private static final String RELAYS = "X-Visiona-Relays";

  /** Of one that has one tunnel. */
  static final SecondTunnel NONE = new SecondTunnel(ClaimRequest.FIRST, Optional.empty());

  /** What the request says; empty for what nobody says who means it. */
  static Optional<SecondTunnel> of(HttpServletRequest request) {
    return of(request.getHeader(SLOT), request.getHeader(AVOID));
  }

  static Optional<SecondTunnel> of(@Nullable String slot, @Nullable String avoid) {
    boolean known = slot == null || slot.equals("0") || slot.equals("1");
    if (!known || (avoid != null && !RelayInfo.ID.matcher(avoid).matches())) {
      return Optional.empty();
    }
    int number = "1".equals(slot) ? ClaimRequest.SECOND : ClaimRequest.FIRST;
    return Optional.of(new SecondTunnel(number, Optional.ofNullable(avoid)));
  }

  /**
   * Whether this relay is the wrong one: the agent's other tunnel is here, or it does not say where
   * that is, or there is no other relay that it could be at.
   */
  boolean isForAnotherRelay(Neighbours neighbours) {
    boolean placeless = neighbours.isAlone() || avoid.isEmpty();
    return (slot == ClaimRequest.SECOND && placeless)
        || avoid.filter(neighbours.self()::equals).isPresent();
  }

  /** Whether the agent speaks of tunnels in number; who does dials anew at a go-away. */
  static boolean isKnownTo(HttpServletRequest request) {
    return request.getHeader(TUNNELS) != null;
  }

  /** Tells an agent that wants two where it is, and where else it may go. */
  static void announce(
      HttpServletRequest request, HttpServletResponse response, Neighbours neighbours) {
    if (neighbours.isAlone() || !"2".equals(request.getHeader(TUNNELS))) {
      return;
    }
    response.setHeader(RELAY, neighbours.self());
    nameOthers(response, neighbours);
  }

  /** Tells where other relays are, if they have addresses. */
  static void nameOthers(HttpServletResponse response, Neighbours neighbours) {
    String others = neighbours.urls().stream().map(URI::toString).collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      response.setHeader(RELAYS, others);
    }
  }
}
