package io.visiona.shared.directory;

import io.lettuce.core.KeyValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the places of tunnels, many with one command. Thread-safe. */
final class PlaceReader {
  private static final int AT_ONCE = 500;

  private final RedisLine redis;

  PlaceReader(RedisLine redis) {
    this.redis = redis;
  }

  /** What is written under some keys, by key; nothing for those without a place. */
  CompletionStage<Map<String, TunnelLocation>> at(DirectoryCommand kind, List<String> keys) {
    CompletionStage<Map<String, TunnelLocation>> all =
        CompletableFuture.completedStage(new LinkedHashMap<>());
    for (int from = 0; from < keys.size(); from += AT_ONCE) {
      String[] some =
          keys.subList(from, Math.min(from + AT_ONCE, keys.size())).toArray(String[]::new);
      CompletionStage<List<KeyValue<String, String>>> asked =
          redis.ask(kind, commands -> commands.mget(some));
      all =
          all.thenCombine(
              asked,
              (found, values) -> {
                for (KeyValue<String, String> each : values) {
                  TunnelLocation.parse(each.getValueOrElse(""))
                      .ifPresent(place -> found.put(each.getKey(), place));
                }
                return found;
              });
    }
    return all;
  }
}
