package io.visiona.api.server.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionConfig.Store;
import io.visiona.api.models.converter.ConverterConfig;
import io.visiona.api.platform.redis.RedisConfig;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.directory.DirectoryConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiConfigurationTest {
  private static final Map<String, String> PRODUCTION =
      Map.of(
          "visiona.public-url", "https://visiona.test",
          "visiona.oidc.issuer", "https://mc.test/realm",
          "visiona.oidc.client-id", "client",
          "visiona.session.signing-keys", "k1:" + "QUFB".repeat(11),
          "visiona.storage.signing-secret", "a-storage-secret-of-this-test-0123456789",
          "visiona.internal.secret", "an-internal-secret-of-this-test-0123456789");

  /** What a development server runs with when nothing is set. */
  private static final Map<String, String> DEVELOPMENT_DEFAULTS =
      Map.of(
          "visiona.session.signing-keys",
              "dev:ZGV2ZWxvcG1lbnQtc2Vzc2lvbi1zaWduaW5nLWtleS0wMDAwMDA=",
          "visiona.storage.signing-secret", "development-storage-signing-secret-0123456789",
          "visiona.internal.secret", "development-internal-secret-0123456789abcdef",
          "visiona.public-url", "http://127.0.0.1:3721",
          "visiona.oidc.issuer", "http://127.0.0.1:3710",
          "visiona.oidc.client-id", "visiona");

  @Test
  void leastProduction_starts() {
    Configuration read = read(PRODUCTION);

    assertThat(read.of(UserSessionConfig.class).store()).isEqualTo(Store.MEMORY);
    assertThat(read.of(RedisConfig.class).url().isEmpty()).isTrue();
    assertThat(read.of(StorageConfig.class).warning()).isEmpty();
    assertThat(read.of(InternalConfig.class).warning()).isEmpty();
    assertThat(read.of(UserSessionConfig.class).warning()).isEmpty();
  }

  @Test
  void production_refusesEveryDevelopmentDefaultInOneReport() {
    assertThat(problems(DEVELOPMENT_DEFAULTS))
        .satisfiesExactlyInAnyOrder(
            problem ->
                assertThat(problem)
                    .startsWith("visiona.session.signing-keys")
                    .contains("development"),
            problem ->
                assertThat(problem)
                    .startsWith("visiona.storage.signing-secret")
                    .contains("development"),
            problem ->
                assertThat(problem).startsWith("visiona.internal.secret").contains("development"),
            problem -> assertThat(problem).startsWith("visiona.public-url").contains("https"),
            problem -> assertThat(problem).startsWith("visiona.oidc.issuer").contains("https"));
  }

  @Test
  void production_reportsEverythingThatIsMissingTogether() {
    assertThat(problems(Map.of()))
        .extracting(problem -> problem.substring(0, problem.indexOf(' ')))
        .contains(
            "visiona.session.signing-keys",
            "visiona.storage.signing-secret",
            "visiona.internal.secret",
            "visiona.public-url",
            "visiona.oidc.issuer",
            "visiona.oidc.client-id");
  }

  @Test
  void development_startsWithItsDefaultsAndWarnsOfEachByName() {
    Map<String, String> development = new HashMap<>(DEVELOPMENT_DEFAULTS);
    development.put("visiona.mode", "development");
    Configuration read = read(development);

    assertThat(read.of(StorageConfig.class).warning())
        .hasValueSatisfying(text -> assertThat(text).contains("visiona.storage.signing-secret"));
    assertThat(read.of(InternalConfig.class).warning())
        .hasValueSatisfying(text -> assertThat(text).contains("visiona.internal.secret"));
    assertThat(read.of(UserSessionConfig.class).warning())
        .hasValueSatisfying(text -> assertThat(text).contains("visiona.session.signing-keys"));
  }

  @Test
  void partOfAnOutsideService_isReportedWithEverythingElseThatIsWrong() {
    Map<String, String> partial = with("visiona.file-access.tenant-id", "tenant");
    partial.put("visiona.file-access.service-client-secret", "hunter2");
    partial.put("visiona.member-center.service-client-id", "client");
    partial.put("visiona.models.max-upload", "0");
    partial.remove("visiona.public-url");
    assertThat(problems(partial))
        .extracting(problem -> problem.substring(0, problem.indexOf(' ')))
        .contains(
            "visiona.public-url",
            "visiona.file-access.mc-base-url",
            "visiona.file-access.service-client-id",
            "visiona.file-access.base-url",
            "visiona.member-center.service-client-secret",
            "visiona.models.max-upload")
        .doesNotContain(
            "visiona.file-access.tenant-id", "visiona.file-access.service-client-secret");
    assertThat(problems(partial)).noneMatch(problem -> problem.contains("hunter2"));
  }

  @Test
  void redisStore_needsAUsableUrl_andNoProblemRepeatsIt() {
    assertThat(problems(with("visiona.session.store", "redis")))
        .singleElement()
        .asString()
        .startsWith("visiona.redis.url is required");
    for (String url :
        List.of(
            "http://hunter2@host",
            "redis://",
            "hunter2",
            "redis://:hunter2@host:port",
            "redis://:hunter2@ host")) {
      assertThat(problems(with("visiona.redis.url", url)))
          .singleElement()
          .asString()
          .startsWith("visiona.redis.url must be")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void redisOfSentinels_isForAll_andAClusterForTheDirectoryOnly() {
    Map<String, String> redis = with("visiona.tunnel.directory", "redis");
    redis.put("visiona.relay.allowed-urls", "http://relay-[0-9]:3801");
    redis.put("visiona.redis.url", "redis-sentinel://one:26379,two:26379#main");
    assertThat(url(redis)).startsWith("redis-sentinel:");
    String cluster = "redis-cluster://one:7000,two:7001";
    redis.put("visiona.tunnel.directory-url", cluster);
    assertThat(url(redis)).isEqualTo(cluster);
    redis.remove("visiona.tunnel.directory-url");
    redis.put("visiona.redis.url", cluster);
    assertThat(problems(redis))
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("visiona.redis.url must be"))
        .anyMatch(problem -> problem.startsWith("visiona.tunnel.directory-url must be"));
  }

  private static String url(Map<String, String> settings) {
    return read(settings).of(DirectoryConfig.class).url().value();
  }

  @Test
  void redisStore_isRead_andPrintsNoPassword() {
    Map<String, String> redis = with("visiona.session.store", "redis");
    redis.put("visiona.redis.url", "rediss://someone:hunter2@redis.test:6380/3");
    redis.put("visiona.redis.timeout", "250ms");
    Configuration read = read(redis);

    assertThat(read.of(UserSessionConfig.class).store()).isEqualTo(Store.REDIS);
    assertThat(read.of(RedisConfig.class).timeout()).hasMillis(250);
    assertThat(read.toString()).doesNotContain("hunter2", "QUFB");
  }

  @Test
  void converter_isNotThere_untilItIsConfigured() {
    assertThat(read(PRODUCTION).of(ConverterConfig.class).access()).isEmpty();
    assertThat(read(PRODUCTION).of(ConverterConfig.class).maxUpload()).isEqualTo(512L << 20);
  }

  @Test
  void converter_isConfiguredWhole_orNotAtAll() {
    assertThat(problems(with("visiona.converter.url", "https://converter.test")))
        .singleElement()
        .asString()
        .startsWith("visiona.converter.api-key is missing");
    assertThat(problems(with("visiona.converter.api-key", "hunter2hunter2")))
        .singleElement()
        .asString()
        .startsWith("visiona.converter.url is missing")
        .doesNotContain("hunter2");
  }

  @Test
  void converter_isHttps_andItsKeyFitForAHeader_inProduction() {
    Map<String, String> all = with("visiona.converter.url", "http://converter.test");
    all.put("visiona.converter.api-key", "development-converter-api-key");
    assertThat(problems(all))
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).startsWith("visiona.converter.url must be https"),
            problem ->
                assertThat(problem)
                    .startsWith("visiona.converter.api-key is the development default"));
    all.put("visiona.converter.url", "https://converter.test/v1");
    all.put("visiona.converter.api-key", "hunter2 hunter2");
    assertThat(problems(all))
        .singleElement()
        .asString()
        .startsWith("visiona.converter.api-key must be")
        .doesNotContain("hunter2");
    all.put("visiona.converter.api-key", "hunter2hunter2");
    assertThat(read(all).toString()).doesNotContain("hunter2");
    assertThat(read(all).of(ConverterConfig.class).access()).isPresent();
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> all = new HashMap<>(PRODUCTION);
    all.put(key, value);
    return all;
  }

  private static List<String> problems(Map<String, String> values) {
    ConfigurationException thrown =
        catchThrowableOfType(ConfigurationException.class, () -> read(values));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  private static Configuration read(Map<String, String> values) {
    return ApiConfiguration.from(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(values, "test", 100))
            .build());
  }
}
