/**
 * Attacks on sign-in, sessions and isolation, against the deployed application over real HTTP, with
 * a provider that lies on demand.
 */
@NullMarked
package io.visiona.tests.signin;

import org.jspecify.annotations.NullMarked;
