package io.visiona.tests.signin;

import io.visiona.tests.support.SuiteSecrets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tab that was sent to the provider.
 *
 * @param request parameters of the authorization request in its address
 */
record Tab(Map<String, String> request) {
  Tab {
    request = Map.copyOf(request);
    SuiteSecrets.remember("state", request.get("state"));
    SuiteSecrets.remember("nonce", request.get("nonce"));
  }

  String state() {
    return request.getOrDefault("state", "");
  }

  /** The parameters of the provider's good answer. */
  Map<String, String> answer(String code, String issuer) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("state", state());
    answer.put("code", code);
    answer.put("iss", issuer);
    return answer;
  }
}
