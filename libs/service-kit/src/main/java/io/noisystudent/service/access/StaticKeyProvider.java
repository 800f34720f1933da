package io.noisystudent.service.access;

import io.noisystudent.contracts.access.StaticKey;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Knows the owners of keys. */
@Singleton
public class StaticKeyProvider implements IdentityProvider<StaticKeyRequest> {
    /** Attribute of an identity with the right of its key; no provider of tokens can set it. */
    static final String RIGHT = "io.noisystudent.key-right";

    private final StaticKeyFile file;

    StaticKeyProvider(StaticKeyFile file) {
        this.file = file;
    }

    @Override
    public Class<StaticKeyRequest> getRequestType() {
        return StaticKeyRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(StaticKeyRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> file.find(request.key())
                .map(StaticKeyProvider::identity)
                .orElseThrow(() -> new AuthenticationFailedException("the key is not known, or has expired")));
    }

    private static SecurityIdentity identity(StaticKey key) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(key.name()))
                .addAttribute(RIGHT, key.right())
                .build();
    }
}
