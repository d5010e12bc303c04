package io.visiona.shared.membercenter;

import io.visiona.shared.config.Secret;
import java.net.URI;

/**
 * One of our registrations at the Member Center.
 *
 * @param base what {@code /oauth/token} and {@code /file-access/download-tokens} stand behind
 * @param id client id
 * @param secret client secret
 */
public record ClientRegistration(URI base, String id, Secret secret) {}
