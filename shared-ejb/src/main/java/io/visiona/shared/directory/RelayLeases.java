package io.visiona.shared.directory;

import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The relays' leases, as they lie in Redis. */
final class RelayLeases {
  /** A lease ends so long after it was renewed. */
  static final Duration LIFE = Duration.ofSeconds(15);

  private RelayLeases() {}

  /** Who has one. */
  static CompletionStage<RelayView> seen(RedisLine redis, Pattern allowedUrls) {
    return redis
        .ask(DirectoryCommand.RELAYS, commands -> commands.smembers(DirectoryKeys.RELAYS))
        .thenCompose(ids -> {
          List<String> known =
              ids.stream().filter(id -> RelayInfo.ID.matcher(id).matches()).sorted().toList();
          List<String> keys = new ArrayList<>(known.stream().map(DirectoryKeys::lease).toList());
          keys.add(DirectoryKeys.MARK);
          CompletionStage<List<KeyValue<String, String>>> values =
              redis.ask(
                  DirectoryCommand.RELAYS, commands -> commands.mget(keys.toArray(String[]::new)));
          return values.thenCombine(
              redis.ask(DirectoryCommand.RELAYS, commands -> commands.time()),
              (found, time) -> RelayView.of(known, found, time, allowedUrls));
        });
  }

  /** How long ago each of some relays renewed its own; without those that have none. */
  static CompletionStage<Map<String, Duration>> ages(RedisLine redis, Collection<String> relays) {
    CompletionStage<Map<String, Duration>> all =
        CompletableFuture.completedStage(new LinkedHashMap<>());
    for (String relay : relays) {
      all =
          all.thenCombine(
              redis.ask(
                  DirectoryCommand.RELAYS, commands -> commands.pttl(DirectoryKeys.lease(relay))),
              (ages, left) -> {
                if (left >= 0) {
                  ages.put(relay, LIFE.minusMillis(left));
                }
                return ages;
              });
    }
    return all;
  }
}
