package io.noisystudent.service.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks who has this key. */
final class StaticKeyRequest extends BaseAuthenticationRequest {
    private final String key;

    StaticKeyRequest(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
