package io.visiona.shared.directory;

import static io.visiona.shared.directory.TunnelDirectoryContract.AGENT;
import static io.visiona.shared.directory.TunnelDirectoryContract.claim;
import static io.visiona.shared.directory.TunnelDirectoryContract.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a directory should say of one agent, in the simplest terms. */
final class DirectoryModel {
  private final List<ClaimRequest> tunnels = new ArrayList<>();
  private long newest;
  private long present;
  private int presentVersion;
  private int least;

  /** The generation of the agent's place, 0 for none. */
  long present() {
    return present;
  }

  /** Does something, and compares the answer. */
  void step(Random random, TunnelDirectory relay, String what) {
    int choice = tunnels.isEmpty() ? 9 : random.nextInt(10);
    if (choice == 0) {
      revoke(relay, least + random.nextInt(2), what);
    } else if (choice <= 3) {
      ClaimRequest some = tunnels.get(random.nextInt(tunnels.size()));
      get(relay.release(AGENT, some.generation()));
      present = present == some.generation() ? 0 : present;
    } else if (choice <= 6) {
      reclaim(relay, tunnels.get(random.nextInt(tunnels.size())), what);
    } else {
      begin(relay, Math.max(0, least + random.nextInt(3) - 1), what);
    }
  }

  private void revoke(TunnelDirectory relay, int version, String what) {
    boolean ends = present != 0 && presentVersion < version;
    assertThat(get(relay.revoke(AGENT, version)).map(TunnelLocation::generation))
        .as(what)
        .isEqualTo(ends ? Optional.of(present) : Optional.empty());
    least = Math.max(least, version);
    present = ends ? 0 : present;
  }

  private void reclaim(TunnelDirectory relay, ClaimRequest tunnel, String what) {
    Claim claim = claim(relay, tunnel);
    if (tunnel.credentialVersion() < least) {
      assertThat(claim).as(what).isInstanceOf(Claim.Revoked.class);
    } else if (tunnel.generation() < present) {
      assertThat(claim).as(what).isEqualTo(new Claim.Newer(present));
    } else {
      assertThat(claim).as(what).isInstanceOf(Claim.Won.class);
      present = tunnel.generation();
      presentVersion = tunnel.credentialVersion();
    }
  }

  private void begin(TunnelDirectory relay, int version, String what) {
    Claim claim = claim(relay, new ClaimRequest(AGENT, 0, version, "yamux"));
    if (version < least) {
      assertThat(claim).as(what).isInstanceOf(Claim.Revoked.class);
      return;
    }
    long given = ((Claim.Won) claim).generation();
    assertThat(given).as(what).isGreaterThan(newest);
    newest = given;
    present = given;
    presentVersion = version;
    tunnels.add(new ClaimRequest(AGENT, given, version, "yamux"));
  }
}
