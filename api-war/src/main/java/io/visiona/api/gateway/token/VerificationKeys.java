package io.visiona.api.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import io.visiona.api.identity.oidc.ProviderKeys;
import java.util.ArrayList;
import java.util.List;

/** What signatures are checked with. Thread-safe; may wait for a fetch of keys. */
interface VerificationKeys {

  /**
   * What can check a token with that header; its {@code kid} is looked up and nothing else, {@code
   * jku} and the like are not looked at.
   */
  List<JWSVerifier> of(JWSHeader header) throws JOSEException;

  /** Changes when the keys do; what was verified before counts no longer. */
  Object generation();

  /**
   * Whether there are other keys now than those of {@code generation}, which made no signature that
   * fits. Fetches at most once in the interval.
   */
  default boolean isRenewed(Object generation) {
    return generation() != generation;
  }

  /** One secret for all. */
  static VerificationKeys shared(byte[] secret) throws JOSEException {
    List<JWSVerifier> only = List.of(new MACVerifier(secret));
    return new VerificationKeys() {
      @Override
      public List<JWSVerifier> of(JWSHeader header) {
        return only;
      }

      @Override
      public Object generation() {
        return only;
      }
    };
  }

  /**
   * A set that is fetched; throws {@link io.visiona.shared.error.ApiException} when none is to be
   * had.
   */
  static VerificationKeys published(ProviderKeys keys) {
    return new VerificationKeys() {
      @Override
      public List<JWSVerifier> of(JWSHeader header) throws JOSEException {
        List<JWSVerifier> verifiers = new ArrayList<>();
        for (JWK key : keys.get(new JWKSelector(ProviderKeys.matcher(header)), null)) {
          if (key instanceof RSAKey rsa) {
            verifiers.add(new RSASSAVerifier(rsa));
          } else if (key instanceof ECKey ec) {
            verifiers.add(new ECDSAVerifier(ec));
          }
        }
        return verifiers;
      }

      @Override
      public Object generation() {
        return keys.current();
      }

      @Override
      public boolean isRenewed(Object generation) {
        return keys.isRenewed(generation);
      }
    };
  }
}
