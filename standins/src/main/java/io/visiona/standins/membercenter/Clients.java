package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The registered clients. Immutable. */
final class Clients {
  private static final Scope IDENTITY = Scope.parse("openid profile email offline_access");
  private static final Scope SERVICE =
      Scope.parse(
          "openid profile email offline_access converter:job.write converter:job.read files:download.read files:download.delegate");
  private static final Scope CONVERSIONS =
      Scope.parse(
          "converter:job.write converter:job.read files:download.read files:download.delegate");
  private static final Scope DOWNLOADS = Scope.parse("files:download.delegate");

  private final Map<ClientID, Client> byId;

  Clients(List<Client> all) {
    this.byId = all.stream().collect(Collectors.toUnmodifiableMap(Client::id, Function.identity()));
  }

  /**
   * {@code visiona} is public and {@code visiona-confidential} has a secret: people sign in with
   * them. {@code visiona-service}, {@code visiona-downloads}, whose secret comes in the form, and
   * {@code visiona-stranger}, of another tenant, act for themselves.
   */
  static Clients development(StandinProviderConfig config) {
    return new Clients(
        List.of(
            client(
                "visiona",
                null,
                config,
                IDENTITY,
                Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)),
            client(
                "visiona-confidential",
                new Secret(config.clientSecret()),
                config,
                SERVICE,
                Set.of(
                    GrantType.AUTHORIZATION_CODE,
                    GrantType.REFRESH_TOKEN,
                    GrantType.CLIENT_CREDENTIALS)),
            service(
                "visiona-service",
                "development-service-secret",
                false,
                CONVERSIONS,
                DownloadGrants.TENANT),
            service(
                "visiona-downloads",
                "development-downloads-secret",
                true,
                DOWNLOADS,
                DownloadGrants.TENANT),
            service(
                "visiona-stranger",
                "development-stranger-secret",
                false,
                DOWNLOADS,
                "another-tenant")));
  }

  private static Client client(
      String id,
      @Nullable Secret secret,
      StandinProviderConfig config,
      Scope scopes,
      Set<GrantType> grants) {
    return new Client(
        new ClientID(id),
        secret,
        false,
        at(config, "/api/auth/callback"),
        at(config, "/"),
        grants,
        scopes,
        Optional.empty());
  }

  private static Client service(
      String id, String secret, boolean inForm, Scope scopes, String tenant) {
    return new Client(
        new ClientID(id),
        new Secret(secret),
        inForm,
        Set.of(),
        Set.of(),
        Set.of(GrantType.CLIENT_CREDENTIALS),
        scopes,
        Optional.of(tenant));
  }

  private static Set<String> at(StandinProviderConfig config, String path) {
    return config.publicUrls().stream()
        .map(url -> url + path)
        .collect(Collectors.toUnmodifiableSet());
  }

  Optional<Client> find(@Nullable ClientID id) {
    return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
  }
}
