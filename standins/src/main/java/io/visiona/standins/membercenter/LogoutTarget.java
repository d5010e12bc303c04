package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.id.ClientID;

/** Where a client wants people sent after they signed out. */
record LogoutTarget(ClientID client, String uri) {}
