@NullMarked
package io.visiona.api.identity.signin;

import org.jspecify.annotations.NullMarked;
