package io.visiona.tests.signin;

import io.visiona.launch.Await;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A deployed API and the provider it believes. */
final class Site implements AutoCloseable {
  static final String CLIENT_SECRET = "a-secret:of the tests/with+odd&characters%41";

  static final String SIGNING_KEYS = "k1:c2Vzc2lvbi1jb29raWUta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAx";

  private static final Duration SOON = Duration.ofSeconds(15);

  private final ScriptedProvider provider;
  private final ScriptedConverter converter;
  private final Stack stack;
  private final String publicUrl;

  private Site(
      ScriptedProvider provider, ScriptedConverter converter, Stack stack, String publicUrl) {
    this.provider = provider;
    this.converter = converter;
    this.stack = stack;
    this.publicUrl = publicUrl;
  }

  /** A public client, plain http, as in development. */
  static Site publicClient(Map<String, String> variables) {
    ScriptedProvider provider = new ScriptedProvider(null);
    ScriptedConverter converter = new ScriptedConverter();
    Stack stack = start(provider, converter, variables);
    return new Site(provider, converter, stack, stack.api().toString());
  }

  /** A confidential client behind a proxy that speaks https. */
  static Site confidentialClient(Map<String, String> variables) {
    ScriptedProvider provider = new ScriptedProvider(CLIENT_SECRET);
    Map<String, String> all = new TreeMap<>(variables);
    all.put("visiona.oidc.client-secret", CLIENT_SECRET);
    all.put("visiona.public-url", "https://app.example.test");
    ScriptedConverter converter = new ScriptedConverter();
    return new Site(
        provider, converter, start(provider, converter, all), "https://app.example.test");
  }

  private static Stack start(
      ScriptedProvider provider, ScriptedConverter converter, Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(converter.variables());
    all.put("visiona.oidc.issuer", provider.issuer());
    all.put("visiona.oidc.client-id", ScriptedProvider.CLIENT);
    all.put("visiona.session.signing-keys", SIGNING_KEYS);
    all.putAll(variables);
    SuiteSecrets.remember("session signing key", SIGNING_KEYS.substring(3));
    try {
      return Stack.apiAlone(all);
    } catch (RuntimeException e) {
      provider.close();
      converter.close();
      throw e;
    }
  }

  /**
   * The provider correct again, and the API aware of it: for a moment after a failure it does not
   * ask again.
   */
  void restore() {
    provider.reset();
    if (!Await.until(SOON, () -> browser().get("/api/auth/login").statusCode() == 302)) {
      throw new IllegalStateException(
          "The provider is there, and signing in is still not possible");
    }
    provider.reset();
  }

  ScriptedProvider provider() {
    return provider;
  }

  Stack stack() {
    return stack;
  }

  URI api() {
    return stack.api();
  }

  /** What browsers have in their address bar. */
  String publicUrl() {
    return publicUrl;
  }

  /** A browser that was never here. */
  Browser browser() {
    return new Browser(api(), publicUrl);
  }

  /** A subject nobody else has. */
  static String somebody() {
    return "subject-" + UUID.randomUUID();
  }

  /** A new person in a new browser. */
  Browser signedIn() {
    return signedIn(somebody());
  }

  /** A person in a new browser. */
  Browser signedIn(String subject) {
    Browser browser = browser();
    HttpResponse<String> answer = finish(browser, browser.open("/"), subject);
    if (answer.statusCode() != 302 || browser.me() != 200) {
      throw new AssertionError("sign-in answers " + answer.statusCode() + " " + answer.body());
    }
    return browser;
  }

  /** The person consents at the provider and comes back. */
  HttpResponse<String> finish(Browser browser, Tab tab, String subject) {
    return browser.comeBack(answer(tab, subject));
  }

  /** As {@link #finish(Browser, Tab, String)} for somebody new. */
  HttpResponse<String> finish(Browser browser, Tab tab) {
    return finish(browser, tab, somebody());
  }

  /** What the browser comes back with when the person consents. */
  Map<String, String> answer(Tab tab, @Nullable String subject) {
    String code = provider.consent(tab.request(), subject == null ? somebody() : subject);
    return tab.answer(code, provider.issuer());
  }

  @Override
  public void close() {
    try {
      stack.close();
    } finally {
      provider.close();
      converter.close();
    }
  }
}
