package io.visiona.shared.membercenter;

import io.visiona.shared.coding.ContentCodings;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a client's credentials go in a request for a service token (RFC 6749 section 2.3.1). */
enum ClientAuthentication {
  /** {@code Authorization: Basic}, id and secret form-encoded before they are joined. */
  BASIC {
    @Override
    void add(ClientRegistration client, HttpRequest.Builder request, Map<String, String> form) {
      String pair = encode(client.id()) + ":" + encode(client.secret().value());
      String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + basic);
    }
  },

  /** {@code client_id} and {@code client_secret} in the form. */
  FORM {
    @Override
    void add(ClientRegistration client, HttpRequest.Builder request, Map<String, String> form) {
      form.put("client_id", client.id());
      form.put("client_secret", client.secret().value());
    }
  };

  abstract void add(
      ClientRegistration client, HttpRequest.Builder request, Map<String, String> form);

  /** The request for a service token. */
  HttpRequest tokenRequest(ClientRegistration client, String scope) {
    HttpRequest.Builder request = HttpRequest.newBuilder(Urls.at(client.base(), "/oauth/token"));
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("scope", scope);
    add(client, request, form);
    String body =
        form.entrySet().stream()
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
            .collect(Collectors.joining("&"));
    return request
        .header("Accept", "application/json")
        .header("Accept-Encoding", ContentCodings.NONE)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
