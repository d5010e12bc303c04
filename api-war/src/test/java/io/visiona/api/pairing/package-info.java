@NullMarked
package io.visiona.api.pairing;

import org.jspecify.annotations.NullMarked;
