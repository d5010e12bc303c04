@NullMarked
package io.visiona.api.models;

import org.jspecify.annotations.NullMarked;
