package io.visiona.shared.directory;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every directory does, with two relays and an API server on one real Redis. */
@SuppressWarnings("NullAway.Init") // made before each test
abstract class RedisRelaysContract extends TunnelDirectoryContract {
  private final List<RedisDirectory> made = new ArrayList<>();
  private RedisDirectory one;
  private RedisDirectory other;
  private RedisDirectory api;

  /** Of a relay, or of an API server, which has no id. */
  abstract DirectoryConfig config(String relay, String allowedUrls);

  /** What a test asks and changes beside the directory. */
  abstract RedisClusterCommands<String, String> redis();

  @BeforeEach
  void join() {
    redis().flushall();
    one = relay("one");
    other = relay("other");
    api = made(RedisDirectory.ofApi(config("", "http://127\\.0\\.0\\.1:\\d+")));
    joined(one, "one");
    joined(other, "other");
    age();
  }

  @AfterEach
  void leave() {
    made.forEach(RedisDirectory::close);
  }

  @Override
  RedisDirectory one() {
    return one;
  }

  @Override
  RedisDirectory other() {
    return other;
  }

  RedisDirectory api() {
    return api;
  }

  @Override
  void settle() {
    await().until(() -> redis().pubsubNumsub("va:all").getOrDefault("va:all", 0L) >= 2);
  }

  final RedisDirectory relay(String id) {
    return made(RedisDirectory.ofRelay(config(id, "")));
  }

  final RedisDirectory made(RedisDirectory directory) {
    made.add(directory);
    return directory;
  }

  static void joined(TunnelDirectory relay, String id) {
    await().until(() -> get(relay.renew(self(id, RelayInfo.State.UP))) == Renewal.HELD);
  }

  static RelayInfo self(String id, RelayInfo.State state) {
    return new RelayInfo(id, "", url(id), state, 0, 100);
  }

  static URI url(String id) {
    return URI.create("http://127.0.0.1:" + (id.equals("one") ? 1001 : 1002));
  }

  /** As if the data set were old. */
  private void age() {
    String mark = redis().get("va:dir");
    long seconds = Long.parseLong(mark.substring(0, mark.indexOf(' '))) - 60;
    redis().mset(Map.of("va:dir", seconds + mark.substring(mark.indexOf(' '))));
  }
}
