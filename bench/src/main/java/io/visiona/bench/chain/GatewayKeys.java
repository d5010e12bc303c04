package io.visiona.bench.chain;

import jakarta.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;

/**
 * One RSA key and one token, in the forms the gateways read.
 *
 * @param jwks the public key as JWK set
 * @param pem the public key as PEM
 * @param token an RS256 token of {@code alice}, good for a day
 */
record GatewayKeys(Path jwks, Path pem, Path token) {
  private static final int BITS = 2048;

  static GatewayKeys make(Path folder) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      RSAPublicKey key = (RSAPublicKey) pair.getPublic();
      String jwk =
          Json.createObjectBuilder()
              .add("kty", "RSA")
              .add("use", "sig")
              .add("alg", "RS256")
              .add("kid", "bench")
              .add("n", url(unsigned(key.getModulus())))
              .add("e", url(unsigned(key.getPublicExponent())))
              .build()
              .toString();
      String pem = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      return new GatewayKeys(
          Files.writeString(folder.resolve("jwks.json"), "{\"keys\":[" + jwk + "]}"),
          Files.writeString(
              folder.resolve("public.pem"),
              "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n"),
          Files.writeString(folder.resolve("bearer"), token(pair)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String token(KeyPair pair) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        Json.createObjectBuilder()
            .add("iss", "bench")
            .add("username", "alice")
            .add("iat", now)
            .add("exp", now + 86_400)
            .build()
            .toString();
    String signed =
        url(
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"bench\"}"
                    .getBytes(StandardCharsets.UTF_8))
            + "."
            + url(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + url(signature.sign());
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
