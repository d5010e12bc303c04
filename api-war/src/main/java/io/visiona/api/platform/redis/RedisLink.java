package io.visiona.api.platform.redis;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.visiona.shared.error.ApiException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The {@link SharedConnection} of what is kept as text. Thread-safe; callers block. */
public final class RedisLink extends SharedConnection<String> {

  public RedisLink(RedisConfig config) {
    super(config, StringCodec.UTF8);
  }

  /**
   * Runs commands; throws {@link ApiException} with {@code UNAVAILABLE} when Redis does not do them
   * in time.
   */
  public <T extends @Nullable Object> T call(Function<RedisCommands<String, String>, T> commands) {
    return use(connection -> commands.apply(connection.sync()));
  }

  /** Whether Redis answers now. */
  public boolean answers() {
    try {
      return "PONG".equals(call(RedisCommands::ping));
    } catch (ApiException unavailable) {
      return false;
    }
  }
}
