package io.visiona.shared.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.visiona.shared.address.TrustedProxies.Field;
import io.visiona.shared.config.ConfigurationException;
import io.visiona.shared.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

final class TrustedProxiesTest {
  private static final String PROXY = "10.1.2.3";

  private static TrustedProxies proxies(Field field, String networks) {
    return TrustedProxies.from(
        settings(
            Map.of(
                "visiona.trusted-proxies",
                networks,
                "visiona.trusted-proxies.field",
                field.name().replace('_', '-'))));
  }

  private static Settings settings(Map<String, String> values) {
    return new Settings(
        new SmallRyeConfigBuilder()
            .withSources(new io.smallrye.config.PropertiesConfigSource(values, "test", 100))
            .build());
  }

  private static HttpServletRequest request(String peer, Map<String, List<String>> fields) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            TrustedProxiesTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> peer;
                  case "getHeaders" ->
                      Collections.enumeration(
                          fields.getOrDefault((String) arguments[0], List.of()));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static String client(TrustedProxies proxies, String peer, String... forwardedFor) {
    return proxies.clientOf(request(peer, Map.of("X-Forwarded-For", List.of(forwardedFor)))).text();
  }

  @Test
  void nobodyIsBelieved_unlessNamed() {
    TrustedProxies none = proxies(Field.X_FORWARDED_FOR, "");
    assertThat(client(none, PROXY, "203.0.113.9")).isEqualTo(PROXY);
    TrustedProxies some = proxies(Field.X_FORWARDED_FOR, "10.0.0.0/8");
    assertThat(client(some, "192.0.2.1", "203.0.113.9")).isEqualTo("192.0.2.1");
    assertThat(client(some, PROXY)).isEqualTo(PROXY);
  }

  @Test
  void rightmostAddressThatIsNoProxys_isTheClients() {
    TrustedProxies proxies = proxies(Field.X_FORWARDED_FOR, "10.0.0.0/8, 2001:db8:1::/48");
    assertThat(client(proxies, PROXY, "203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(client(proxies, PROXY, "198.51.100.1, 203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(client(proxies, PROXY, "198.51.100.1", "203.0.113.9,10.9.9.9"))
        .isEqualTo("203.0.113.9");
    assertThat(client(proxies, PROXY, "203.0.113.9, 2001:db8:1::7")).isEqualTo("203.0.113.9");
    assertThat(client(proxies, PROXY, "2001:db8:2::7")).isEqualTo("2001:db8:2:0:0:0:0:7");
    assertThat(client(proxies, PROXY, "203.0.113.9:4711")).isEqualTo("203.0.113.9");
    assertThat(client(proxies, PROXY, "[2001:db8:2::7]:4711")).isEqualTo("2001:db8:2:0:0:0:0:7");
    assertThat(client(proxies, PROXY, "10.8.8.8, 10.9.9.9")).isEqualTo("10.8.8.8");
  }

  @Test
  void whatCannotBeRead_isNotSaid() {
    TrustedProxies proxies = proxies(Field.X_FORWARDED_FOR, "10.0.0.0/8");
    for (String odd :
        new String[] {"", "unknown", "example.com", "1.2.3", "::g", "1.2.3.4.5", "-"}) {
      assertThat(client(proxies, PROXY, "203.0.113.9, " + odd)).as(odd).isEqualTo(PROXY);
      assertThat(client(proxies, PROXY, "203.0.113.9, " + odd + ", 10.9.9.9"))
          .as(odd)
          .isEqualTo("10.9.9.9");
    }
  }

  @Test
  void onlyTheConfiguredField_isLookedAt() {
    TrustedProxies usual = proxies(Field.X_FORWARDED_FOR, "10.0.0.0/8");
    TrustedProxies standard = proxies(Field.FORWARDED, "10.0.0.0/8");
    HttpServletRequest both =
        request(
            PROXY,
            Map.of(
                "X-Forwarded-For",
                List.of("203.0.113.9"),
                "Forwarded",
                List.of(
                    "for=198.51.100.1",
                    "proto=https;For=\"[2001:db8:2::7]:47\";by=_x, for=10.9.9.9")));
    assertThat(usual.clientOf(both).text()).isEqualTo("203.0.113.9");
    assertThat(standard.clientOf(both).text()).isEqualTo("2001:db8:2:0:0:0:0:7");
    assertThat(
            standard.clientOf(request(PROXY, Map.of("Forwarded", List.of("for=unknown")))).text())
        .isEqualTo(PROXY);
  }

  @Test
  void oneIpv6Customer_isOneCaller() {
    assertThat(new ClientAddress("2001:db8::1").range())
        .isEqualTo(new ClientAddress("2001:db8:0:0:ffff::2").range())
        .isNotEqualTo(new ClientAddress("2001:db8:0:1::1").range());
    assertThat(new ClientAddress("::ffff:192.0.2.1").range())
        .isEqualTo(new ClientAddress("192.0.2.1").range())
        .isNotEqualTo(new ClientAddress("192.0.2.2").range());
    assertThat(new ClientAddress("fe80::1%eth0").range()).isNotEmpty();
  }

  @Test
  void whatIsNoRange_isAProblem() {
    for (String bad :
        new String[] {"10.0.0.0/33", "example.com", "10.0.0.0/", "10.0.0.0/x", "::/129"}) {
      Settings settings = settings(Map.of("visiona.trusted-proxies", bad));
      TrustedProxies.from(settings);
      Assertions.assertThatThrownBy(settings::check)
          .as(bad)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("visiona.trusted-proxies");
    }
    assertThat(proxies(Field.X_FORWARDED_FOR, "10.0.0.0/12").networks())
        .allMatch(network -> network.contains(Network.literal("10.15.0.1").orElseThrow()))
        .noneMatch(network -> network.contains(Network.literal("10.16.0.1").orElseThrow()));
  }
}
