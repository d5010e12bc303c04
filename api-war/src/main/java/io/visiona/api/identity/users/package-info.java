/** Who people are for services: usernames and subjects, each for one id. */
@NullMarked
package io.visiona.api.identity.users;

import org.jspecify.annotations.NullMarked;
