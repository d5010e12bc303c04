package io.visiona.shared.directory;

import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The API servers' leases, as they lie in Redis: a key of each, and the set of their ids. */
final class ApiLeases implements ApiServers {
  private final RedisLine redis;
  private final String self;
  private volatile int live = 1;

  /**
   * No lease yet.
   *
   * @param self another one in each process
   */
  ApiLeases(RedisLine redis, String self) {
    this.redis = redis;
    this.self = self;
  }

  @Override
  public CompletionStage<?> renew() {
    CompletionStage<String> renewed =
        redis.ask(
            DirectoryCommand.RENEW,
            commands ->
                commands.set(
                    DirectoryKeys.apiLease(self),
                    "1",
                    SetArgs.Builder.px(RelayLeases.LIFE.toMillis())));
    return renewed
        // The lease is there before its id is: who sees the id alone takes it out of the set.
        .thenCompose(_ ->
            redis.ask(DirectoryCommand.RENEW, commands -> commands.sadd(DirectoryKeys.APIS, self)))
        .thenCompose(_ -> look());
  }

  private CompletionStage<?> look() {
    return redis
        .ask(DirectoryCommand.RENEW, commands -> commands.smembers(DirectoryKeys.APIS))
        .thenCompose(ids -> {
          String[] keys = ids.stream().map(DirectoryKeys::apiLease).toArray(String[]::new);
          CompletionStage<List<KeyValue<String, String>>> leases =
              redis.ask(DirectoryCommand.RENEW, commands -> commands.mget(keys));
          return leases.thenCompose(this::seen);
        });
  }

  private CompletionStage<?> seen(List<KeyValue<String, String>> leases) {
    List<String> gone = new ArrayList<>();
    for (KeyValue<String, String> lease : leases) {
      if (!lease.hasValue()) {
        gone.add(DirectoryKeys.ofApiLease(lease.getKey()));
      }
    }
    live = Math.max(1, leases.size() - gone.size());
    // One that was only late adds itself again at its next renewal.
    return gone.isEmpty()
        ? CompletableFuture.completedStage(0L)
        : redis.ask(
            DirectoryCommand.RENEW,
            commands -> commands.srem(DirectoryKeys.APIS, gone.toArray(String[]::new)));
  }

  @Override
  public CompletionStage<?> leave() {
    CompletionStage<Long> ended =
        redis.ask(DirectoryCommand.RENEW, commands -> commands.del(DirectoryKeys.apiLease(self)));
    return ended.thenCompose(_ ->
        redis.ask(DirectoryCommand.RENEW, commands -> commands.srem(DirectoryKeys.APIS, self)));
  }

  @Override
  public int live() {
    return live;
  }
}
