@NullMarked
package io.visiona.api.auth;

import org.jspecify.annotations.NullMarked;
