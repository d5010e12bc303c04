@NullMarked
package io.visiona.api.http.body;

import org.jspecify.annotations.NullMarked;
