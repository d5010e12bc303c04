package io.visiona.shared.directory;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a relay says of itself.
 *
 * @param id of the relay, the same over restarts; one process at a time has it
 * @param epoch new whenever the relay did not hold its lease without a gap
 * @param url where API servers reach its internal port
 * @param publicUrl where agents reach this very relay, and no other; empty where only a balancer
 *     does
 * @param state what it is doing
 * @param tunnels it has
 * @param capacity how many it may have
 * @param version of its software; empty for one that does not tell
 * @param region where it is, as its operator calls that; empty for one that does not tell
 */
public record RelayInfo(
    String id,
    String epoch,
    URI url,
    Optional<URI> publicUrl,
    State state,
    int tunnels,
    int capacity,
    String version,
    String region) {

  /** Form of an id. */
  public static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /** Form of a region's name. */
  public static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /** One that agents reach through a balancer only, and that tells neither version nor region. */
  public RelayInfo(String id, String epoch, URI url, State state, int tunnels, int capacity) {
    this(id, epoch, url, Optional.empty(), state, tunnels, capacity, "", "");
  }

  /** What a relay is doing. */
  public enum State {
    /** It claims the tunnels that it has already: what is absent may be one of them. */
    JOINING,
    /** Everything it has is in the directory. */
    UP,
    /** It serves what it has and takes no more. */
    DRAINING;

    /** As metrics and answers name it. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** As this, in another state. */
  public RelayInfo in(State other) {
    return new RelayInfo(id, epoch, url, publicUrl, other, tunnels, capacity, version, region);
  }

  /** As this, with another epoch. */
  public RelayInfo of(String otherEpoch) {
    return new RelayInfo(id, otherEpoch, url, publicUrl, state, tunnels, capacity, version, region);
  }

  /** As this, doing that with so many tunnels. */
  public RelayInfo with(State now, int held) {
    return new RelayInfo(id, epoch, url, publicUrl, now, held, capacity, version, region);
  }

  /** As this, of that version. */
  public RelayInfo versioned(String other) {
    return new RelayInfo(id, epoch, url, publicUrl, state, tunnels, capacity, other, region);
  }

  /** How full it is, from 0 to 1. */
  public double filled() {
    return capacity <= 0 ? 1 : (double) tunnels / capacity;
  }
}
