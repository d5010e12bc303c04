package io.visiona.standins.membercenter;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Optional;

/** The provider's RS256 key. Thread-safe. */
final class ProviderSigningKey {
  private static final int BITS = 2048;

  private final RSAKey key;

  private ProviderSigningKey(RSAKey key) {
    this.key = key;
  }

  /**
   * The key of a file, which only its owner can read; made, and kept there, if there is none yet.
   * Several servers may share the file. A new key takes up to three seconds of processor time.
   *
   * @param file where it is kept; empty for a key of this start only
   */
  static ProviderSigningKey of(Optional<Path> file) {
    return new ProviderSigningKey(file.map(ProviderSigningKey::kept).orElseGet(() -> generate()));
  }

  /** The public half. */
  JWKSet published() {
    return new JWKSet(key.toPublicJWK());
  }

  /** Signs claims as a JWT of the given type. */
  SignedJWT sign(JOSEObjectType type, JWTClaimsSet claims) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(type).build(),
            claims);
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("RS256 is not available", impossible);
    }
    return jwt;
  }

  /** Whether this key signed it, with RS256. */
  boolean verifies(SignedJWT jwt) {
    try {
      return jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
          && key.getKeyID().equals(jwt.getHeader().getKeyID())
          && jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
    } catch (JOSEException unverifiable) {
      return false;
    }
  }

  private static RSAKey kept(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return RSAKey.parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("The Member Center's key cannot be kept in " + file, e);
    } catch (ParseException e) {
      throw new IllegalStateException("No key of a Member Center: " + file, e);
    }
  }

  /** Complete from the first moment that others see it; who comes second takes the other's. */
  private static void create(Path file) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path complete =
        Files.createTempFile(
            folder,
            "key",
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(complete, generate().toJSONString());
      Files.move(complete, file);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      return;
    } finally {
      Files.deleteIfExists(complete);
    }
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("RSA keys cannot be made", impossible);
    }
  }
}
