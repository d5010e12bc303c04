@NullMarked
package io.visiona.api.http;

import org.jspecify.annotations.NullMarked;
