/**
 * The good paths against a real identity provider; run with the profile {@code keycloak}, which
 * fetches it.
 */
@NullMarked
package io.visiona.tests.keycloak;

import org.jspecify.annotations.NullMarked;
