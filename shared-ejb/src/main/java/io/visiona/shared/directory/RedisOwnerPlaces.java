package io.visiona.shared.directory;

import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The places of owners in Redis: a hash for each owner, of whom only a digest is told, with {@code
 * seconds holder} for each place. Thread-safe.
 */
final class RedisOwnerPlaces implements OwnerPlaces {
  private static final String LIFE_SECONDS = Long.toString(LIFE.toSeconds());

  /**
   * Takes a place. KEYS: owner. ARGV: place, holder, how many there may be, seconds that one is
   * held. The hash itself lives twice as long; that is only a broom.
   */
  private static final String TAKE =
      """
      local now = tonumber(redis.call('TIME')[1])
      local all = redis.call('HGETALL', KEYS[1])
      local others, mine = 0, false
      for i = 1, #all, 2 do
        if now - tonumber(string.match(all[i + 1], '^(%d+) ') or '0') > tonumber(ARGV[4]) then
          redis.call('HDEL', KEYS[1], all[i])
        elseif all[i] == ARGV[1] then
          mine = true
        else
          others = others + 1
        end
      end
      if not mine and others >= tonumber(ARGV[3]) then return 0 end
      redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now) .. ' ' .. ARGV[2])
      redis.call('EXPIRE', KEYS[1], 2 * tonumber(ARGV[4]))
      return 1
      """;

  /** Keeps places. KEYS: owner. ARGV: seconds that one is held, then each place and its holder. */
  private static final String KEEP =
      """
      local now = tonumber(redis.call('TIME')[1])
      for i = 2, #ARGV, 2 do
        local since, holder = string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^(%d+) (.*)$')
        if not since or holder == ARGV[i + 1] or now - tonumber(since) > tonumber(ARGV[1]) then
          redis.call('HSET', KEYS[1], ARGV[i], string.format('%.0f', now) .. ' ' .. ARGV[i + 1])
        end
      end
      redis.call('EXPIRE', KEYS[1], 2 * tonumber(ARGV[1]))
      return 1
      """;

  /** Frees a place. KEYS: owner. ARGV: place, holder. */
  private static final String FREE =
      """
      local old = redis.call('HGET', KEYS[1], ARGV[1])
      if old and string.match(old, '^%d+ (.*)$') == ARGV[2] then
        return redis.call('HDEL', KEYS[1], ARGV[1])
      end
      return 0
      """;

  private final RedisLine redis;

  RedisOwnerPlaces(RedisLine redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<Boolean> take(OwnedTunnel tunnel, int most) {
    return run(
            TAKE,
            tunnel.owner(),
            tunnel.place(),
            tunnel.holder(),
            Integer.toString(most),
            LIFE_SECONDS)
        .thenApply(taken -> taken == 1);
  }

  @Override
  public CompletionStage<?> keep(List<OwnedTunnel> tunnels) {
    Map<String, List<OwnedTunnel>> byOwner =
        tunnels.stream().collect(Collectors.groupingBy(OwnedTunnel::owner));
    List<CompletableFuture<Long>> all = new ArrayList<>();
    byOwner.forEach((owner, held) -> {
      List<String> values = new ArrayList<>();
      values.add(LIFE_SECONDS);
      for (OwnedTunnel tunnel : held) {
        values.add(tunnel.place());
        values.add(tunnel.holder());
      }
      all.add(run(KEEP, owner, values.toArray(String[]::new)).toCompletableFuture());
    });
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletionStage<?> free(OwnedTunnel tunnel) {
    return run(FREE, tunnel.owner(), tunnel.place(), tunnel.holder());
  }

  private CompletionStage<Long> run(String script, String owner, String... values) {
    return redis.run(
        DirectoryCommand.PLACES,
        script,
        ScriptOutputType.INTEGER,
        new String[] {DirectoryKeys.owner(owner)},
        values);
  }
}
