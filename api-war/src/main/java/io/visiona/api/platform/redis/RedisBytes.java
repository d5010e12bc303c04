package io.visiona.api.platform.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.visiona.shared.error.ApiException;
import java.util.function.Function;

/** The {@link SharedConnection} of what libraries keep as bytes. Thread-safe; callers block. */
public final class RedisBytes extends SharedConnection<byte[]> {

  public RedisBytes(RedisConfig config) {
    super(config, RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
  }

  /**
   * Lets somebody use the commands; throws {@link ApiException} with {@code UNAVAILABLE} when Redis
   * does not do them in time.
   */
  public <T> T call(Function<RedisAsyncCommands<String, byte[]>, T> commands) {
    return use(connection -> commands.apply(connection.async()));
  }
}
