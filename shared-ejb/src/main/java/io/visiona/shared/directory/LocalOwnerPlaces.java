package io.visiona.shared.directory;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The places of owners at the one relay that there is. Thread-safe. */
public final class LocalOwnerPlaces implements OwnerPlaces {
  /**
   * By owner, then by place. The inner maps are touched only within {@code compute} of the outer.
   */
  private final ConcurrentHashMap<String, Map<String, Place>> owners = new ConcurrentHashMap<>();

  private final Clock clock;

  public LocalOwnerPlaces(Clock clock) {
    this.clock = clock;
  }

  private record Place(String holder, Instant kept) {}

  @Override
  public CompletionStage<Boolean> take(OwnedTunnel tunnel, int most) {
    Instant now = clock.instant();
    boolean[] taken = {false};
    owners.compute(
        tunnel.owner(),
        (_, before) -> {
          Map<String, Place> places = living(before, now);
          if (places.containsKey(tunnel.place()) || places.size() < most) {
            places.put(tunnel.place(), new Place(tunnel.holder(), now));
            taken[0] = true;
          }
          return places.isEmpty() ? null : places;
        });
    return CompletableFuture.completedStage(taken[0]);
  }

  private static Map<String, Place> living(Map<String, Place> before, Instant now) {
    Map<String, Place> places = before == null ? new HashMap<>() : before;
    places.values().removeIf(place -> place.kept().plus(LIFE).isBefore(now));
    return places;
  }

  @Override
  public CompletionStage<?> keep(List<OwnedTunnel> tunnels) {
    Instant now = clock.instant();
    for (OwnedTunnel tunnel : tunnels) {
      owners.compute(
          tunnel.owner(),
          (_, before) -> {
            Map<String, Place> places = living(before, now);
            Place present = places.get(tunnel.place());
            if (present == null || present.holder().equals(tunnel.holder())) {
              places.put(tunnel.place(), new Place(tunnel.holder(), now));
            }
            return places;
          });
    }
    return CompletableFuture.completedStage(true);
  }

  @Override
  public CompletionStage<?> free(OwnedTunnel tunnel) {
    owners.computeIfPresent(
        tunnel.owner(),
        (_, places) -> {
          places
              .entrySet()
              .removeIf(each ->
                  each.getKey().equals(tunnel.place())
                      && each.getValue().holder().equals(tunnel.holder()));
          return places.isEmpty() ? null : places;
        });
    return CompletableFuture.completedStage(true);
  }
}
