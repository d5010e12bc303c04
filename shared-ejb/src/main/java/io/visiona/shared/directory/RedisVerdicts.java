package io.visiona.shared.directory;

import io.lettuce.core.SetArgs;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What relays tell each other of credentials, in Redis. Thread-safe. */
final class RedisVerdicts implements SharedVerdicts {
  private final RedisLine redis;

  RedisVerdicts(RedisLine redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<Optional<String>> find(String tokenHash) {
    return redis
        .ask(DirectoryCommand.VERDICT, commands -> commands.get(DirectoryKeys.verdict(tokenHash)))
        .thenApply(Optional::ofNullable);
  }

  @Override
  public void keep(String tokenHash, String verdict) {
    CompletionStage<String> _ =
        redis.ask(
            DirectoryCommand.VERDICT,
            commands ->
                commands.set(DirectoryKeys.verdict(tokenHash), verdict, SetArgs.Builder.ex(LIFE)));
  }
}
