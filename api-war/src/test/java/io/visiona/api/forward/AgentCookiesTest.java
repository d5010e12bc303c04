package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.exchange.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCookiesTest {
  private static final UUID AGENT = UUID.fromString("0a1b2c3d-0000-0000-0000-000000000001");
  private static final String PREFIX = "/api/agents/" + AGENT + "/proxy";

  private final AgentCookies cookies = new AgentCookies(new ForwardTarget(AGENT, "/", PREFIX));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "visiona_session=x; Path=/",
        "VISIONA_SESSION=x",
        "__Host-visiona_session=x; Secure; Path=/",
        "__Secure-visiona=x",
        "__host-Visiona=x",
        " visiona_session =x",
        "visiona",
        "__Host-other=x; Secure; Path=/",
        "=x",
        "novalue"
      })
  void cookieThatCouldPassForOurs_isDropped(String setCookie) {
    assertThat(cookies.toClient(setCookie)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b                                  | a=b; Path=PREFIX",
        "a=b; Path=/                          | a=b; Path=PREFIX",
        "a=b; path=/deep; HttpOnly            | a=b; HttpOnly; Path=PREFIX/deep",
        "a=b; Path=PREFIX/deep                | a=b; Path=PREFIX/deep",
        "a=b; Path=PREFIX                     | a=b; Path=PREFIX",
        "a=b; Domain=example.test; Max-Age=5  | a=b; Max-Age=5; Path=PREFIX",
        "a=b; Path=/../..; DOMAIN=x; Secure   | a=b; Secure; Path=PREFIX",
        "a=b; Path=relative                   | a=b; Path=PREFIX"
      })
  void otherCookies_areConfinedToTheAgent_byNameAndPath(String setCookie, String expected) {
    assertThat(cookies.toClient(setCookie.replace("PREFIX", PREFIX)))
        .contains("agent-0a1b2c3d-" + expected.replace("PREFIX", PREFIX));
  }

  @Test
  void oversizedCookie_isDropped() {
    assertThat(cookies.toClient("a=" + "b".repeat(5000))).isEmpty();
  }

  @Test
  void agent_isSentItsOwnCookiesOnly_underItsOwnNames() {
    assertThat(
            cookies.toAgent(
                request(
                    "agent-0a1b2c3d-a=1; sso=secret; visiona_session=x",
                    "agent-ffffffff-b=2; agent-0a1b2c3d-c=3")))
        .contains("a=1; c=3");
    assertThat(cookies.toAgent(request("sso=secret"))).isEmpty();
  }

  private static List<Field> request(String... cookies) {
    List<Field> fields = new ArrayList<>(List.of(new Field("Accept", "agent-0a1b2c3d-no=cookie")));
    for (String cookie : cookies) {
      fields.add(new Field("cookie", cookie));
    }
    return fields;
  }
}
